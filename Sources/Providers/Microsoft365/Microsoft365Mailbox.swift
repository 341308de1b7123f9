import Mail

extension MailboxProvider {
    /// Microsoft 365, also the mailboxes of Outlook.com.
    static let microsoft365 = Self(
        kind: .microsoft365,
        title: "Microsoft 365 or Outlook",
        name: "Microsoft",
        knowledge: Microsoft365Method.knowledge,
        largestMessage: 3_000_000,
        need: \.microsoft365Need,
        server: \.microsoftServer,
        method: { Microsoft365Method(tokens: $0, addresses: $1) }
    )
}

extension MailboxSettings {
    /// What the owner of a Microsoft 365 mailbox is asked to allow.
    ///
    /// Answers leave the beginning of a scope out, so that its end is what is compared.
    package var microsoft365Need: SignInNeed {
        let graph = "https://graph.microsoft.com/"
        let reading = readsMessageID ? ["\(graph)Mail.ReadBasic"] : []
        let (scopes, required): ([String], String) =
            switch transport {
            case .smtp: (["https://outlook.office.com/SMTP.Send"], "SMTP.Send")
            case .api: (["\(graph)Mail.Send"] + reading, "Mail.Send")
            }
        return SignInNeed(account: account, scopes: scopes + ["offline_access"], required: required)
    }
}
