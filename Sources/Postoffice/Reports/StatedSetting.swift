import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Settings

extension Organization {
    /// The value of a setting; nil where it was never set, or was removed.
    func statedSetting<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) async throws -> Value? {
        let text = try await requireViews().settings.read { db in try Settings.value(of: name, in: db) }
        return try text.map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
    }

    /// States a setting as an event, where it is another than before, and waits until it can be read.
    func stateSetting(_ name: String, _ value: (some Encodable)?, actor: OpaqueID?) async throws {
        let views = try requireViews()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let new = try value.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        let old = try await views.settings.read { db in try Settings.value(of: name, in: db) }
        guard old != new else { return }
        let change = SettingsChanged(setting: name, old: old, new: new)
        let outcome = try await append([MailFact(.settingsChanged(change), occurredAt: .now(), actor: actor)])
        _ = await views.settings.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }
}
