import Mail

/// Settings of the method `mailgun`, without the key.
package struct MailgunSettings: Hashable, Sendable {
    /// Where the domain was set up.
    package enum Region: String, Hashable, Sendable, CaseIterable {
        /// The United States.
        case us
        /// The European Union.
        case eu
    }

    /// The sending domain, as it is set up at Mailgun.
    package var domain: String
    /// Where the domain was set up.
    package var region: Region
    /// For how many days the account's plan keeps events, from 1 to 30.
    package var eventDays: Int

    /// Names a domain.
    package init(domain: String, region: Region = .us, eventDays: Int = 3) {
        self.domain = domain
        self.region = region
        self.eventDays = min(max(eventDays, 1), 30)
    }

    func address(_ addresses: ProviderAddresses) -> ProviderAddress {
        addresses[region == .eu ? .mailgunEU : .mailgun]
    }
}
