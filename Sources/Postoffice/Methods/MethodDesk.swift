import Evidence
import Foundation
import Ledger
import Logging
import Mail
import ProjectionEngine
import Sending
import Settings

/// Keeps the methods of an organization, made from its settings and secrets.
actor MethodDesk {
    nonisolated let registry: MethodRegistry
    private let organization: String
    private let keys: any KeyStore
    private let settings: View<Settings>?
    private let conditions: MethodConditions
    private let logger: Logger
    private var made: [MethodKind: (settings: String, method: any SendingMethod)] = [:]

    init(
        organization: String,
        registry: MethodRegistry,
        keys: any KeyStore,
        settings: View<Settings>?,
        conditions: MethodConditions,
        logger: Logger
    ) {
        self.organization = organization
        self.registry = registry
        self.keys = keys
        self.settings = settings
        self.conditions = conditions
        self.logger = logger
    }

    static func settingName(_ kind: MethodKind) -> String { "method.\(kind.rawValue)" }
    /// The setting that names the method which is used where a message names none.
    static let defaultSetting = "method.default"

    /// The method of a kind; nil where it is not set up.
    func method(_ kind: MethodKind) async -> (any SendingMethod)? {
        do {
            guard let maker = registry.maker(kind), let text = try await value(of: kind) else { return nil }
            if let known = made[kind], known.settings == text { return known.method }
            let method = try await maker.method(try await settings(of: text, maker), in: place(kind))
            // Somebody else may have made it while this one waited for its secrets.
            if let known = made[kind], known.settings == text { return known.method }
            await made.updateValue((text, method), forKey: kind)?.method.close()
            return method
        } catch {
            logger.error("method cannot be set up", metadata: ["method": "\(kind.rawValue)"])
            return nil
        }
    }

    /// What asks a provider about copies that went by it; nil where it is not set up, or cannot be asked.
    func lookup(_ provider: MailProvider) async -> (any ProviderLookup)? {
        (await method(provider.method) as? any AskableMethod)?.lookup
    }

    /// Forgets a made method and closes its connections, so that new settings and secrets are used, at once.
    func forget(_ kind: MethodKind) async {
        await made.removeValue(forKey: kind)?.method.close()
        conditions.lift(kind)
    }

    /// Closes the connections of all methods.
    func close() async {
        for kind in MethodKind.allCases { await forget(kind) }
    }

    /// The settings of a kind, and which of its secrets there are; nil where it is not set up.
    func settings(_ kind: MethodKind) async throws -> MethodSettings? {
        guard let maker = registry.maker(kind), let text = try await value(of: kind) else { return nil }
        return try await settings(of: text, maker)
    }

    /// The secret fields of a kind that are kept.
    func keptSecrets(_ description: MethodDescription) async throws -> Set<String> {
        var kept: Set<String> = []
        let secrets = place(description.kind).secrets
        for field in description.settings where field.isSecret {
            if try await secrets.secret(field.name) != nil { kept.insert(field.name) }
        }
        return kept
    }

    /// The method that is used where a message names none.
    ///
    /// It is the one that was chosen; else the organization's own that is set up first in the order of kinds, then the
    /// relay, then the sandbox.
    func defaultMethod() async throws -> MethodKind {
        if let chosen = try await chosenDefault(), try await value(of: chosen) != nil { return chosen }
        var usual = MethodKind.allCases.filter { $0 != .relay && $0 != .sandbox } + [.relay]
        // A domain that is not active refuses mail, so whatever else is set up goes before it.
        if try await settings(.ownDomain).map(OwnDomainMethodMaker.selectors)?.isEmpty != false {
            usual = usual.filter { $0 != .ownDomain } + [.ownDomain]
        }
        for kind in usual where registry.maker(kind) != nil {
            if try await value(of: kind) != nil { return kind }
        }
        return .sandbox
    }

    /// The method that was chosen as default, whether it is still set up or not.
    func chosenDefault() async throws -> MethodKind? {
        guard let text = try await settings?.read({ db in try Settings.value(of: Self.defaultSetting, in: db) }) else {
            return nil
        }
        return try? JSONDecoder().decode(MethodKind.self, from: Data(text.utf8))
    }

    /// Where a method of this organization is made.
    nonisolated func place(_ kind: MethodKind) -> MethodPlace {
        MethodPlace(organization: organization, secrets: KeptMethodSecrets(kind: kind, keys: keys))
    }

    private func settings(of text: String, _ maker: any MethodMaker) async throws -> MethodSettings {
        var settings = try JSONDecoder().decode(MethodSettings.self, from: Data(text.utf8))
        settings.secrets = try await keptSecrets(maker.description)
        return settings
    }

    /// The settings of a kind as JSON text; nil where it is not set up.
    ///
    /// The sandbox always is.
    private func value(of kind: MethodKind) async throws -> String? {
        guard kind != .sandbox else { return "{}" }
        return try await settings?.read { db in try Settings.value(of: Self.settingName(kind), in: db) }
    }
}

/// The secrets of one method in an organization's key file.
private struct KeptMethodSecrets: MethodSecrets {
    let kind: MethodKind
    let keys: any KeyStore

    func secret(_ name: String) async throws -> String? {
        try await keys.secret(named: "method/\(kind.rawValue)/\(name)").map { String(decoding: $0, as: UTF8.self) }
    }

    func setSecret(_ secret: String?, _ name: String) async throws {
        try await keys.setSecret(secret.map { Array($0.utf8) }, named: "method/\(kind.rawValue)/\(name)")
    }
}
