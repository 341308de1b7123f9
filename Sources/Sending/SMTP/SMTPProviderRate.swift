import Mail

extension SMTPMethodSettings {
    /// What well-known servers allow an account; any other server says so itself when it is too much.
    var providerRate: SendingRate {
        switch host.lowercased() {
        case "smtp.gmail.com", "smtp-relay.gmail.com":
            // A personal account may reach 500 recipients a day, one of a business 2000.
            SendingRate(perDay: ["gmail.com", "googlemail.com"].contains(from.address.domain) ? 500 : 2000)
        case "smtp.office365.com", "smtp-mail.outlook.com":
            SendingRate(perMinute: 30, perDay: 10_000)
        default: .unlimited
        }
    }
}
