/// Settings of the method `mailjet`, without the secret key.
package struct MailjetSettings: Hashable, Sendable {
    /// Where the account lives.
    package enum Region: String, Hashable, Sendable, CaseIterable {
        /// The European Union, where accounts are unless they were moved.
        case eu
        /// The United States.
        case us
    }

    /// The API key, which is no secret by itself.
    package var apiKey: String
    /// Where the account lives.
    package var region: Region

    /// Names an account.
    package init(apiKey: String, region: Region = .eu) {
        self.apiKey = apiKey
        self.region = region
    }

    func address(_ addresses: ProviderAddresses) -> ProviderAddress {
        addresses[region == .eu ? .mailjet : .mailjetUS]
    }
}
