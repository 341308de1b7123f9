/// The owner of a sender address confirmed it by the link in a mail.
package struct SenderVerified: Codable, Hashable, Sendable {
    /// The address; sealed with the person's key.
    package var address: String?

    /// States the fact.
    package init(address: String?) {
        self.address = address
    }
}

/// The DNS records of a sending domain are not what they were at the last check: one broke, or healed.
package struct DomainChecked: Codable, Hashable, Sendable {
    /// The domain; sealed with the organization's key.
    package var domain: String?
    /// The verdict on each kind of record, for example `spf: ok`.
    package var verdicts: [String: String]
    /// The method that sends from the domain.
    package var method: MethodKind?
    /// The whole report, as JSON text; sealed with the organization's key.
    package var report: String?

    /// States the fact.
    package init(
        domain: String?,
        verdicts: [String: String],
        method: MethodKind? = nil,
        report: String? = nil
    ) {
        self.domain = domain
        self.verdicts = verdicts
        self.method = method
        self.report = report
    }
}

/// A source of evidence went silent, or is heard again.
package struct FeedChanged: Codable, Hashable, Sendable {
    /// Which source, for example `webhook.mailgun` or `mailbox.bounces`.
    package var feed: String
    /// Why it is thought silent; nil where it is heard again.
    ///
    /// Sealed with the organization's key.
    package var reason: String?

    /// States the fact.
    package init(feed: String, reason: String?) {
        self.feed = feed
        self.reason = reason
    }
}
