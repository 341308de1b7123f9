import Sending

/// How a mailbox is handed mail.
package enum MailboxTransport: String, Hashable, Sendable, CaseIterable {
    /// The provider's own interface.
    case api
    /// SMTP submission with a bearer token.
    case smtp
}

/// Settings of a method that sends by a mailbox which is signed in to; the tokens are kept beside, sealed.
package struct MailboxSettings: Hashable, Sendable {
    /// How mail is handed over.
    package var transport: MailboxTransport
    /// The account's address, which signs in.
    package var account: String
    /// Whether the right to see headers is asked for at sign-in, so that a Message-ID that was changed is read back.
    ///
    /// Google counts that right among those for which a service is examined; without it a mail is known by our own.
    package var readsMessageID: Bool

    /// Names an account.
    package init(account: String, transport: MailboxTransport = .api, readsMessageID: Bool = false) {
        self.account = account
        self.transport = transport
        self.readsMessageID = readsMessageID
    }

    init(_ settings: MethodSettings) {
        account = settings.text("account") ?? settings.text("from") ?? ""
        transport = settings.text("transport") == "smtp" ? .smtp : .api
        readsMessageID = settings.flag("readMessageID")
    }
}
