import Mail

/// A provider's mailbox that is read by IMAP or POP3 with tokens that are renewed.
package struct MailboxReading: Hashable, Sendable {
    /// How it is read.
    package enum Access: Hashable, Sendable {
        case imap, pop3
    }

    /// The provider, by the kind of its method.
    package let kind: MethodKind
    /// How it is read.
    package let access: Access

    /// Names a mailbox; nil for a kind whose mailboxes nobody signs in to.
    package init?(_ kind: MethodKind, _ access: Access) {
        guard [.gmail, .microsoft365].contains(kind) else { return nil }
        (self.kind, self.access) = (kind, access)
    }

    /// What its owner is asked to allow.
    ///
    /// Google knows no narrower right for IMAP and POP3 than that to all of the mailbox.
    package func need(account: String) -> SignInNeed {
        guard kind == .microsoft365 else {
            let all = "https://mail.google.com/"
            return SignInNeed(account: account, scopes: [all], required: all)
        }
        let right = access == .imap ? "IMAP.AccessAsUser.All" : "POP.AccessAsUser.All"
        return SignInNeed(
            account: account,
            scopes: ["https://outlook.office.com/\(right)", "offline_access"],
            required: right
        )
    }

    /// The provider's server, which is talked to by TLS from the start.
    package func server(_ settings: ProviderSettings) -> MailboxServer {
        settings.readingServers[self] ?? MailboxServer(host: usualHost, port: access == .imap ? 993 : 995)
    }

    private var usualHost: String {
        switch (kind, access) {
        case (.gmail, .imap): "imap.gmail.com"
        case (.gmail, .pop3): "pop.gmail.com"
        default: "outlook.office365.com"
        }
    }

    /// What is told where the operator has not registered this service at the provider.
    package var notRegistered: String {
        let name = kind == .gmail ? "google" : "microsoft"
        return """
            the operator has not registered this service at the provider; set \(name).client.id and \(name).client.secret
            """
    }
}
