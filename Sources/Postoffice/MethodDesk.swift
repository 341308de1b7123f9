import Evidence
import Foundation
import Ledger
import Logging
import MIME
import Mail
import ProjectionEngine
import Sending
import Settings

/// Keeps the methods of an organization, made from its settings and secrets.
actor MethodDesk {
    private let organization: String
    private let keys: any KeyStore
    private let settings: View<Settings>?
    private let logger: Logger
    private var made: [MethodKind: (settings: String, method: any SendingMethod)] = [:]

    init(organization: String, keys: any KeyStore, settings: View<Settings>?, logger: Logger) {
        self.organization = organization
        self.keys = keys
        self.settings = settings
        self.logger = logger
    }

    static func settingName(_ kind: MethodKind) -> String { "method.\(kind.rawValue)" }
    static func passwordName(_ kind: MethodKind) -> String { "method/\(kind.rawValue)/password" }

    /// The method of a kind; nil where it is not set up.
    func method(_ kind: MethodKind) async -> (any SendingMethod)? {
        switch kind {
        case .relay, .ownDomain, .gmail, .microsoft365, .mailjet, .sendgrid, .mailgun: return nil
        case .sandbox: return SandboxMethod()
        case .smtp:
            do {
                guard let text = try await value(of: kind) else { return nil }
                if let known = made[kind], known.settings == text { return known.method }
                let settings = try JSONDecoder().decode(SMTPMethodSettings.self, from: Data(text.utf8))
                let password = try await keys.secret(named: Self.passwordName(kind))
                let method = try SMTPMethod(
                    settings: settings,
                    password: password.map { String(decoding: $0, as: UTF8.self) }
                )
                made[kind] = (text, method)
                return method
            } catch {
                logger.error("method cannot be set up", metadata: ["method": "\(kind.rawValue)"])
                return nil
            }
        }
    }

    /// What asks a provider about copies that went by it; nil where it is not set up, or cannot be asked.
    func lookup(_ provider: MailProvider) async -> (any ProviderLookup)? {
        (await method(provider.method) as? any AskableMethod)?.lookup
    }

    /// Forgets a made method and closes its connections, so that new settings and passwords are used.
    func forget(_ kind: MethodKind) async {
        await made.removeValue(forKey: kind)?.method.close()
    }

    /// Closes the connections of all methods.
    func close() async {
        for kind in MethodKind.allCases { await forget(kind) }
    }

    /// The settings of the SMTP method; nil where it is not set up.
    func smtpSettings() async throws -> SMTPMethodSettings? {
        try await value(of: .smtp).map { try JSONDecoder().decode(SMTPMethodSettings.self, from: Data($0.utf8)) }
    }

    /// The method that is used where a message names none: smtp where it is set up, else the sandbox.
    func defaultMethod() async throws -> MethodKind {
        try await value(of: .smtp) == nil ? .sandbox : .smtp
    }

    private func value(of kind: MethodKind) async throws -> String? {
        try await settings?.read { db in try Settings.value(of: Self.settingName(kind), in: db) }
    }
}
