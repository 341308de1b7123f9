import Ledger
import Mail
import ProjectionEngine
import Settings

extension Organization {
    /// The organization's language: of statuses where a caller asks for none, and of mails where nobody else has a say.
    ///
    /// English where none was set.
    package func language() async throws -> StatusLanguage {
        try await defaults().statusLanguage
    }

    /// The value of a setting; nil where it was never set.
    func setting<Value: Decodable & Sendable>(_ name: String) async throws -> Value? {
        let text = try await requireViews().settings.read { db in try Settings.value(of: name, in: db) }
        return try text.map { try JSONText.decode(from: $0) }
    }

    /// Changes a setting, and waits until the view of the settings holds it; what is the same already stays.
    func change(_ name: String, to value: some Encodable, actor: OpaqueID?) async throws {
        try await changeSettings([(name, try JSONText.encode(value))], actor: actor)
    }
}
