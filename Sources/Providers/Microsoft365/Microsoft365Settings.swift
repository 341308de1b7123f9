/// Settings of the method `microsoft365`; the tokens are kept beside, sealed.
package struct Microsoft365Settings: Hashable, Sendable {
    /// How mail is handed over.
    package var transport: MailboxTransport
    /// The account's address, which signs in.
    package var account: String
    /// Whether the right to see the headers of mail is asked for at sign-in, so that the Message-ID is read back from the
    /// folder of sent mail.
    package var readsMessageID: Bool

    /// Names an account.
    package init(account: String, transport: MailboxTransport = .api, readsMessageID: Bool = false) {
        self.account = account
        self.transport = transport
        self.readsMessageID = readsMessageID
    }

    /// What the account's owner is asked to allow.
    ///
    /// Answers leave the beginning of a scope out, so that its end is what is compared.
    package var need: SignInNeed {
        let graph = "https://graph.microsoft.com/"
        let (scopes, required): ([String], String) =
            switch transport {
            case .smtp: (["https://outlook.office.com/SMTP.Send"], "SMTP.Send")
            case .api: (["\(graph)Mail.Send"] + (readsMessageID ? ["\(graph)Mail.ReadBasic"] : []), "Mail.Send")
            }
        return SignInNeed(account: account, scopes: scopes + ["offline_access"], required: required)
    }
}
