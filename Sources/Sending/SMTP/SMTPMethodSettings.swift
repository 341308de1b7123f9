import Mail
import SMTP

/// Settings of the method `smtp` that have been checked: with these, a session can be tried.
///
/// In JSON they are written as their ``SMTPMethodDraft``, and checked again when read.
package struct SMTPMethodSettings: Hashable, Sendable {
    /// The server's name or IP address.
    package let host: String
    /// The port.
    package let port: Int
    /// How the connection is protected.
    package let security: SMTPSecurity
    /// The user name to sign in with.
    package let username: String?
    /// The address and name in From.
    package let from: Mailbox
    /// The address that answers go to.
    package let replyTo: EmailAddress?
    /// What stands in MAIL FROM.
    package let returnPath: SMTPReturnPath
    /// Whether the server is asked to report successful delivery too.
    package let notifySuccess: Bool
    /// Whether the password may cross the network without TLS.
    package let allowPlaintextAuthentication: Bool
    /// A PEM file of certificates trusted beside those of the system.
    package let trustRootsPath: String?
    /// The name said in EHLO, where it is not the domain of the From address.
    package let heloName: String?

    /// Checks a draft.
    ///
    /// Nothing is connected, and no file is read.
    ///
    /// - Throws: The first rule that the draft breaks.
    package init(validating draft: SMTPMethodDraft) throws(SMTPMethodSettingsError) {
        guard let host = draft.host, !host.isEmpty else { throw .missing(field: "host") }
        security = try Self.security(draft)
        port = draft.port ?? security.usualPort
        guard (1...65535).contains(port) else { throw .port }
        guard let from = draft.from, !from.isEmpty else { throw .missing(field: "from") }
        self.host = host
        self.from = Mailbox(
            address: try Self.address(from, field: "from"),
            name: try Self.header(draft.fromName, field: "fromName")
        )
        replyTo = if let text = draft.replyTo { try Self.address(text, field: "replyTo") } else { nil }
        returnPath = try Self.returnPath(draft.returnPath ?? "from", from: self.from.address)
        username = try Self.text(draft.username, field: "username")
        notifySuccess = draft.notifySuccess ?? false
        allowPlaintextAuthentication = draft.allowPlaintextAuthentication ?? false
        trustRootsPath = try Self.text(draft.trustRootsPath, field: "trustRootsPath")
        guard trustRootsPath?.hasPrefix("/") ?? true else { throw .relativePath(field: "trustRootsPath") }
        heloName = try Self.text(draft.heloName, field: "heloName")
        do {
            try server(password: "").check()
        } catch {
            throw .refused(field: error.settingsField, error)
        }
    }

    /// The server to talk to; the password counts only beside a user name.
    package func server(password: String?) -> SMTPServer {
        SMTPServer(
            host: host,
            port: port,
            security: security,
            credentials: username.map { .password(username: $0, password: password ?? "") },
            allowsPlaintextAuthentication: allowPlaintextAuthentication,
            heloName: heloName ?? Self.heloName(for: from.address.domain),
            trustRootsPEMPath: trustRootsPath
        )
    }

    private static func security(_ draft: SMTPMethodDraft) throws(SMTPMethodSettingsError) -> SMTPSecurity {
        switch draft.security?.lowercased() {
        case "tls": .tls
        case "starttls": .startTLS
        case "none": .none
        case nil: draft.port == 465 ? .tls : .startTLS
        default: throw .security
        }
    }

    private static func address(_ text: String, field: String) throws(SMTPMethodSettingsError) -> EmailAddress {
        do {
            return try EmailAddress(parsing: text)
        } catch {
            throw .address(field: field, error)
        }
    }

    private static func header(_ text: String?, field: String) throws(SMTPMethodSettingsError) -> HeaderText? {
        guard let text, !text.isEmpty else { return nil }
        do {
            return try HeaderText(parsing: text, limit: 200)
        } catch {
            throw .header(field: field, error)
        }
    }

    private static func text(_ text: String?, field: String) throws(SMTPMethodSettingsError) -> String? {
        guard let text else { return nil }
        let isFit =
            (1...255).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard isFit else { throw .text(field: field) }
        return text
    }

    private static func returnPath(
        _ text: String,
        from: EmailAddress
    ) throws(SMTPMethodSettingsError) -> SMTPReturnPath {
        switch text {
        case "from": return .from
        case "plus":
            let longest = ReturnPathTag.longestLocalPart
            guard from.localPart.utf8.count <= longest else { throw .noRoomForTag(longest: longest) }
            return .plus
        default: return .address(try address(text, field: "returnPath"))
        }
    }

    /// A domain beyond ASCII cannot stand in EHLO; a submission server does not look at the name closely.
    private static func heloName(for domain: String) -> String {
        domain.utf8.allSatisfy { $0 < 0x80 } ? domain : "localhost"
    }
}

extension SMTPMethodSettings: Codable {
    /// The draft that says the same, every default written out.
    package var draft: SMTPMethodDraft {
        SMTPMethodDraft(
            host: host,
            port: port,
            security: security.rawValue.lowercased(),
            username: username,
            from: from.address.description,
            fromName: from.name?.text,
            replyTo: replyTo?.description,
            returnPath: returnPath.description,
            notifySuccess: notifySuccess,
            allowPlaintextAuthentication: allowPlaintextAuthentication,
            trustRootsPath: trustRootsPath,
            heloName: heloName
        )
    }

    /// Reads and checks a draft.
    package init(from decoder: any Decoder) throws {
        try self.init(validating: SMTPMethodDraft(from: decoder))
    }

    /// Writes the draft.
    package func encode(to encoder: any Encoder) throws {
        try draft.encode(to: encoder)
    }
}

extension SMTPSecurity {
    fileprivate var usualPort: Int {
        switch self {
        case .none: 25
        case .startTLS: 587
        case .tls: 465
        }
    }
}

extension SMTPInputError {
    fileprivate var settingsField: String {
        switch self {
        case .malformedEndpoint: "host"
        case .malformedHeloName, .lineBreak(.heloName): "heloName"
        case .plaintextAuthentication: "security"
        default: "host"
        }
    }
}
