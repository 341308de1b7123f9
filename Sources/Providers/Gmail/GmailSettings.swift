/// How Gmail and Microsoft 365 are handed mail.
package enum MailboxTransport: String, Hashable, Sendable, CaseIterable {
    /// The provider's own interface.
    case api
    /// SMTP submission with a bearer token.
    case smtp
}

/// Settings of the method `gmail`; the tokens are kept beside, sealed.
package struct GmailSettings: Hashable, Sendable {
    /// How mail is handed over.
    package var transport: MailboxTransport
    /// The account's address, which signs in.
    package var account: String
    /// Whether the right to see headers is asked for at sign-in, so that the Message-ID that Gmail gave a mail is read back.
    ///
    /// Google counts that right among those for which a service is examined; without it a mail is known by our own.
    package var readsMessageID: Bool

    /// Names an account.
    package init(account: String, transport: MailboxTransport = .api, readsMessageID: Bool = false) {
        self.account = account
        self.transport = transport
        self.readsMessageID = readsMessageID
    }

    /// What the account's owner is asked to allow.
    package var need: SignInNeed {
        switch transport {
        case .smtp:
            SignInNeed(account: account, scopes: ["https://mail.google.com/"], required: "https://mail.google.com/")
        case .api:
            SignInNeed(
                account: account,
                scopes: [Self.sending] + (readsMessageID ? ["https://www.googleapis.com/auth/gmail.metadata"] : []),
                required: Self.sending
            )
        }
    }

    private static let sending = "https://www.googleapis.com/auth/gmail.send"
}
