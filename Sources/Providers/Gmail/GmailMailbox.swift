import Mail

extension MailboxProvider {
    /// Gmail, also of Google Workspace.
    static let gmail = Self(
        kind: .gmail,
        title: "Gmail or Google Workspace",
        name: "Gmail",
        knowledge: GmailMethod.knowledge,
        largestMessage: 35_000_000,
        need: \.gmailNeed,
        server: \.gmailServer,
        method: { GmailMethod(tokens: $0, addresses: $1) }
    )
}

extension MailboxSettings {
    /// What the owner of a Gmail mailbox is asked to allow.
    package var gmailNeed: SignInNeed {
        let all = "https://mail.google.com/"
        let sending = "https://www.googleapis.com/auth/gmail.send"
        let reading = readsMessageID ? ["https://www.googleapis.com/auth/gmail.metadata"] : []
        return switch transport {
        case .smtp: SignInNeed(account: account, scopes: [all], required: all)
        case .api: SignInNeed(account: account, scopes: [sending] + reading, required: sending)
        }
    }
}
