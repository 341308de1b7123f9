import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Settings

extension Organization {
    /// What the organization wants where neither message nor customer says otherwise.
    package func defaults() async throws -> OrganizationDefaults {
        try await setting("defaults", as: OrganizationDefaults.self) ?? OrganizationDefaults()
    }

    /// Sets the defaults, all at once.
    ///
    /// - Throws: ``PostofficeError``.
    package func setDefaults(_ defaults: OrganizationDefaults, actor: OpaqueID?) async throws {
        try defaults.check(limits: settings.limits)
        try await change("defaults", to: defaults, actor: actor)
    }

    /// The value of a setting; nil where it was never set, or was removed.
    ///
    /// - Throws: ``PostofficeError``; a decoding error for a value of another shape.
    func setting<Value: Decodable>(_ name: String, as type: Value.Type) async throws -> Value? {
        let text = try await requireViews().settings.read { db in try Settings.value(of: name, in: db) }
        return try text.map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
    }

    /// Sets a setting, or removes it, and waits until it can be read back; a value that is set already makes no event.
    func change(_ name: String, to value: (some Encodable)?, actor: OpaqueID?) async throws {
        try requireWritable()
        let view = try requireViews().settings
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let new = try value.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        let old = try await view.read { db in try Settings.value(of: name, in: db) }
        guard old != new else { return }
        let change = SettingsChanged(setting: name, old: old, new: new)
        let outcome = try await append([MailFact(.settingsChanged(change), occurredAt: .now(), actor: actor)])
        _ = await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }
}
