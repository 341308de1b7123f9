/// Where the providers are; the operator can point each somewhere else.
package struct ProviderAddresses: Hashable, Sendable {
    /// One of the addresses, by the name under which it is set.
    package enum Name: String, CaseIterable, Hashable, Sendable {
        /// Mailjet in the European Union.
        case mailjet
        /// Mailjet in the United States.
        case mailjetUS = "mailjet-us"
        case sendgrid
        /// SendGrid's regional data store in the European Union.
        case sendgridEU = "sendgrid-eu"
        /// Mailgun in the United States.
        case mailgun
        /// Mailgun in the European Union.
        case mailgunEU = "mailgun-eu"
        /// The Gmail API.
        case gmail
        /// Microsoft Graph.
        case graph
        /// The page on which Google asks its user for consent.
        case googleAuthorize = "google-authorize"
        /// Where Google gives tokens.
        case googleToken = "google-token"
        /// The page on which Microsoft asks its user for consent; the tenant is put in for `{tenant}`.
        case microsoftAuthorize = "microsoft-authorize"
        /// Where Microsoft gives tokens; the tenant is put in for `{tenant}`.
        case microsoftToken = "microsoft-token"
    }

    private var set: [Name: ProviderAddress] = [:]

    /// The providers' own addresses.
    package init() {}

    /// The address of a name.
    package subscript(_ name: Name) -> ProviderAddress {
        get { set[name] ?? Self.usual(name) }
        set { set[name] = newValue }
    }

    private static func usual(_ name: Name) -> ProviderAddress {
        let (host, path) =
            switch name {
            case .mailjet: ("api.mailjet.com", "")
            case .mailjetUS: ("api.us.mailjet.com", "")
            case .sendgrid: ("api.sendgrid.com", "")
            case .sendgridEU: ("api.eu.sendgrid.com", "")
            case .mailgun: ("api.mailgun.net", "")
            case .mailgunEU: ("api.eu.mailgun.net", "")
            case .gmail: ("gmail.googleapis.com", "")
            case .graph: ("graph.microsoft.com", "")
            case .googleAuthorize: ("accounts.google.com", "/o/oauth2/v2/auth")
            case .googleToken: ("oauth2.googleapis.com", "/token")
            case .microsoftAuthorize: ("login.microsoftonline.com", "/{tenant}/oauth2/v2.0/authorize")
            case .microsoftToken: ("login.microsoftonline.com", "/{tenant}/oauth2/v2.0/token")
            }
        return ProviderAddress(known: "https://\(host)\(path)", host: host)
    }
}
