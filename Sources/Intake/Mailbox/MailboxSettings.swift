/// Settings of a bounce mailbox that have been checked.
///
/// In JSON they are written as their ``MailboxDraft``, and checked again when read.
package struct MailboxSettings: Hashable, Sendable {
    /// How mailboxes are read.
    package enum Access: String, Sendable, CaseIterable {
        case imap, pop3
    }

    /// How a connection is protected.
    package enum Security: String, Sendable, CaseIterable {
        case tls, starttls, none
    }

    /// What the secret is.
    package enum SignIn: String, Sendable, CaseIterable {
        case password, oauth
    }

    /// Whose page the mailbox's owner signs in on; raw values are those of the kinds of methods.
    package enum Provider: String, Sendable, CaseIterable {
        case gmail, microsoft365
    }

    /// How it is read.
    package let access: Access
    /// The server's name or IP address.
    package let host: String
    /// The port.
    package let port: Int
    /// How the connection is protected.
    package let security: Security
    /// The user name.
    package let username: String
    /// What the secret is.
    package let signIn: SignIn
    /// Whose page its owner signs in on; nil where the secret is kept as it was given.
    package let provider: Provider?
    /// The IMAP folder.
    package let folder: String
    /// How many seconds pass between two readings.
    package let pollSeconds: Int
    /// Whether reports are deleted once they are kept.
    package let deletesReports: Bool
    /// Whether the password may cross the network without TLS.
    package let allowsPlaintextAuthentication: Bool
    /// A PEM file of certificates trusted in place of those of the system.
    package let trustRootsPath: String?

    /// Checks a draft; nothing is connected, and no file is read.
    ///
    /// - Throws: The first rule that the draft breaks.
    package init(validating draft: MailboxDraft) throws(MailboxSettingsError) {
        access = try Self.choice(draft.protocol, "protocol") ?? .imap
        security = try Self.choice(draft.security, "security") ?? .tls
        provider = try Self.choice(draft.provider, "provider")
        signIn = try Self.choice(draft.signIn, "signIn") ?? (provider == nil ? .password : .oauth)
        guard provider == nil || signIn == .oauth else {
            throw MailboxSettingsError("signIn", "is password, which goes with no provider; leave one of them out")
        }
        host = try Self.text(draft.host, "host")
        guard host.utf8.allSatisfy({ Self.hostBytes.contains($0) }) else {
            throw MailboxSettingsError("host", "is not a server's name or IP address")
        }
        username = try Self.text(draft.username, "username")
        folder = try Self.text(draft.folder ?? "INBOX", "folder")
        guard folder.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw MailboxSettingsError("folder", "has characters beyond ASCII; name it as the server does")
        }
        port = draft.port ?? Self.usualPort(access, security)
        guard (1...65535).contains(port) else { throw MailboxSettingsError("port", "is not a number from 1 to 65535") }
        pollSeconds = draft.pollSeconds ?? 300
        guard (30...86_400).contains(pollSeconds) else {
            throw MailboxSettingsError("pollSeconds", "is not a number from 30 to 86400")
        }
        deletesReports = draft.deleteReports ?? false
        allowsPlaintextAuthentication = draft.allowPlaintextAuthentication ?? false
        guard security != .none || provider == nil else {
            throw MailboxSettingsError("security", "is none, which a provider's tokens never go by")
        }
        guard security != .none || allowsPlaintextAuthentication else {
            throw MailboxSettingsError(
                "security",
                "is none, so the password could be overheard; choose tls or starttls, or set allowPlaintextAuthentication"
            )
        }
        trustRootsPath = try draft.trustRootsPath.map { path throws(MailboxSettingsError) in
            try Self.text(path, "trustRootsPath")
        }
        guard trustRootsPath?.hasPrefix("/") ?? true else {
            throw MailboxSettingsError("trustRootsPath", "is not an absolute path")
        }
    }

    private static let hostBytes = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:".utf8)

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String?,
        _ field: String
    ) throws(MailboxSettingsError) -> Choice? {
        guard let text else { return nil }
        guard let choice = Choice(rawValue: text.lowercased()) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw MailboxSettingsError(field, "is not one of \(known)")
        }
        return choice
    }

    private static func text(_ text: String?, _ field: String) throws(MailboxSettingsError) -> String {
        guard let text, !text.isEmpty else { throw MailboxSettingsError(field, "is missing") }
        let isFit =
            text.utf8.count <= 255 && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isFit else {
            throw MailboxSettingsError(field, "is longer than 255 bytes, or holds control characters")
        }
        return text
    }

    private static func usualPort(_ access: Access, _ security: Security) -> Int {
        switch (access, security) {
        case (.imap, .tls): 993
        case (.imap, _): 143
        case (.pop3, .tls): 995
        case (.pop3, _): 110
        }
    }
}

extension MailboxSettings {
    /// Whether a secret goes the same way as with other settings.
    package func isReached(as other: Self) -> Bool {
        host == other.host && port == other.port && security == other.security
    }
}

extension MailboxSettings: Codable {
    /// The draft that says the same, every default written out.
    package var draft: MailboxDraft {
        var draft = MailboxDraft()
        (draft.protocol, draft.host, draft.port) = (access.rawValue, host, port)
        (draft.security, draft.username, draft.signIn) = (security.rawValue, username, signIn.rawValue)
        draft.provider = provider?.rawValue
        (draft.folder, draft.pollSeconds, draft.deleteReports) = (folder, pollSeconds, deletesReports)
        (draft.allowPlaintextAuthentication, draft.trustRootsPath) = (allowsPlaintextAuthentication, trustRootsPath)
        return draft
    }

    /// Reads and checks a draft.
    package init(from decoder: any Decoder) throws {
        try self.init(validating: MailboxDraft(from: decoder))
    }

    /// Writes the draft.
    package func encode(to encoder: any Encoder) throws {
        try draft.encode(to: encoder)
    }
}

/// A rule that settings of a mailbox break.
package struct MailboxSettingsError: Error, Hashable, Sendable {
    /// Which field.
    package let field: String
    /// What is wrong with it.
    package let problem: String

    init(_ field: String, _ problem: String) {
        self.field = field
        self.problem = problem
    }
}
