import Mail
import SMTP

/// The kind `smtp`: an organization's own mail server.
package struct SMTPMethodMaker: MethodMaker {
    /// What it asks for.
    package let description = MethodDescription(
        .smtp,
        title: "Your own SMTP server",
        settings: [
            MethodField(
                "preset",
                choices: SMTPPreset.allCases.map(\.rawValue),
                "A well-known provider, whose host, port and security are filled in where they are left out."
            ),
            MethodField("host", leadsSecrets: true, "The server's name or IP address; needed without a preset."),
            MethodField(
                "port",
                type: .number,
                leadsSecrets: true,
                "The server's port: 465 with tls, 587 or 25 with starttls."
            ),
            MethodField(
                "security",
                leadsSecrets: true,
                choices: ["none", "starttls", "tls"],
                "How the connection is protected."
            ),
            MethodField("username", "The user name to sign in with, if the server asks for one."),
            MethodField("password", isSecret: true, "The password beside the user name."),
            .from,
            .fromName,
            .replyTo,
            MethodField(
                "returnPath",
                "What stands in MAIL FROM: from, plus (the From address with a tag), or an address."
            ),
            MethodField("notifySuccess", type: .flag, "Whether the server is asked to report successful delivery too."),
            MethodField(
                "allowPlaintextAuthentication",
                type: .flag,
                "Whether the password may cross the network without TLS."
            ),
            MethodField(
                "trustRootsPath",
                isOperatorOnly: true,
                "A PEM file on the service's machine with further certificates to trust."
            ),
            MethodField("heloName", "The name said in EHLO."),
        ],
        knowledge: MethodKnowledge(knowsDelivery: false, knowsBounces: false, askableForDays: 0),
        largestMessage: 50_000_000
    )

    /// The ports of mail servers: 25, 465, 587, and 2525, which some providers offer where the others are blocked.
    private static let mailPorts = [25, 465, 587, 2525]

    private let allowsPrivateHosts: Bool

    /// Makes the kind.
    ///
    /// - Parameter allowsPrivateHosts: Whether a caller from afar may name any host and port, also of this machine and its
    ///   network. The operator, at the machine itself, always may.
    package init(allowsPrivateHosts: Bool = false) {
        self.allowsPrivateHosts = allowsPrivateHosts
    }

    /// Checks that a session could be tried with the settings.
    package func checked(_ given: MethodSettings) throws(MethodFault) -> MethodSettings {
        var settings = given
        if let preset = settings.text("preset")?.lowercased() {
            let known = SMTPPreset(rawValue: preset)
            settings.values["preset"] = .text(preset)
            if settings.text("host") == nil, let host = known?.host { settings.values["host"] = .text(host) }
            if settings.number("port") == nil, settings.text("security") == nil, let port = known?.port {
                settings.values["port"] = .number(port)
            }
        }
        let checked = try Self.smtp(settings)
        guard mayBeAnywhere(settings) || Self.mailPorts.contains(checked.port) else {
            let ports = Self.mailPorts.map(String.init).joined(separator: ", ")
            throw MethodFault("port", "must be one of \(ports); the operator can allow others with allow-private-hosts")
        }
        guard checked.username == nil || settings.secrets.contains("password") else {
            throw MethodFault(SMTPMethodSettingsError.missingPassword)
        }
        var values = Self.values(checked)
        values["preset"] = settings.values["preset"]
        return MethodSettings(values, secrets: settings.secrets, isByOperator: settings.isByOperator)
    }

    private func mayBeAnywhere(_ settings: MethodSettings) -> Bool {
        allowsPrivateHosts || settings.isByOperator
    }

    /// The address and name that the settings say.
    package func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        try MethodSender(settings)
    }

    /// The method, with the password beside its settings.
    package func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        try SMTPMethod(
            settings: try Self.smtp(settings),
            password: try await place.secrets.secret("password"),
            addresses: mayBeAnywhere(settings) ? .any : .publicOnly
        )
    }

    private static func smtp(_ settings: MethodSettings) throws(MethodFault) -> SMTPMethodSettings {
        let draft = SMTPMethodDraft(
            host: settings.text("host"),
            port: settings.number("port"),
            security: settings.text("security"),
            username: settings.text("username"),
            from: settings.text("from"),
            fromName: settings.text("fromName"),
            replyTo: settings.text("replyTo"),
            returnPath: settings.text("returnPath"),
            notifySuccess: settings.flag("notifySuccess"),
            allowPlaintextAuthentication: settings.flag("allowPlaintextAuthentication"),
            trustRootsPath: settings.text("trustRootsPath"),
            heloName: settings.text("heloName")
        )
        do { return try SMTPMethodSettings(validating: draft) } catch { throw MethodFault(error) }
    }

    private static func values(_ settings: SMTPMethodSettings) -> [String: MethodValue] {
        let draft = settings.draft
        let values: [String: MethodValue?] = [
            "host": draft.host.map { .text($0) }, "port": draft.port.map { .number($0) },
            "security": draft.security.map { .text($0) }, "username": draft.username.map { .text($0) },
            "from": draft.from.map { .text($0) }, "fromName": draft.fromName.map { .text($0) },
            "replyTo": draft.replyTo.map { .text($0) }, "returnPath": draft.returnPath.map { .text($0) },
            "notifySuccess": draft.notifySuccess.map { .flag($0) },
            "allowPlaintextAuthentication": draft.allowPlaintextAuthentication.map { .flag($0) },
            "trustRootsPath": draft.trustRootsPath.map { .text($0) }, "heloName": draft.heloName.map { .text($0) },
        ]
        return values.compactMapValues(\.self)
    }
}

extension MethodFault {
    /// A fault of SMTP settings, in its field.
    init(_ error: SMTPMethodSettingsError) {
        self.init(error.field, error.description)
    }
}
