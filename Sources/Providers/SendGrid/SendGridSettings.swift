/// Settings of the method `sendgrid`, without the key.
package struct SendGridSettings: Hashable, Sendable {
    /// Where mail and its data are kept.
    package enum Region: String, Hashable, Sendable, CaseIterable {
        /// The usual place.
        case global
        /// The European Union, for the keys of EU subusers.
        case eu
    }

    /// Where mail and its data are kept.
    package var region: Region

    /// Names a region.
    package init(region: Region = .global) {
        self.region = region
    }

    func address(_ addresses: ProviderAddresses) -> ProviderAddress {
        addresses[region == .eu ? .sendgridEU : .sendgrid]
    }
}
