import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Settings

extension Organization {
    private static let languageSetting = "language"

    /// The language in which statuses are explained where a caller asks for none; English where none was set.
    package func language() async throws -> StatusLanguage {
        try await setting(Self.languageSetting) ?? .english
    }

    /// Sets the language in which statuses are explained where a caller asks for none.
    ///
    /// - Parameters:
    ///   - language: The language, as a BCP 47 tag.
    ///   - actor: Who does it.
    /// - Throws: ``PostofficeError``.
    package func setLanguage(_ language: String, actor: OpaqueID?) async throws {
        guard let known = StatusLanguage(tag: language) else {
            let tags = StatusLanguage.allCases.map(\.rawValue).joined(separator: ", ")
            throw PostofficeError.invalid([FieldProblem("language", "is not one of \(tags)")])
        }
        try await change(Self.languageSetting, to: known, actor: actor)
    }

    /// The value of a setting; nil where it was never set.
    func setting<Value: Decodable & Sendable>(_ name: String) async throws -> Value? {
        let text = try await requireViews().settings.read { db in try Settings.value(of: name, in: db) }
        return try text.map { try JSONText.decode(from: $0) }
    }

    /// Changes a setting, and waits until the view of the settings holds it; what is the same already stays.
    func change(_ name: String, to value: some Encodable, actor: OpaqueID?) async throws {
        try requireWritable()
        let settings = try requireViews().settings
        let new = try JSONText.encode(value)
        let old = try await settings.read { db in try Settings.value(of: name, in: db) }
        guard old != new else { return }
        let fact = MailFact(
            .settingsChanged(SettingsChanged(setting: name, old: old, new: new)),
            occurredAt: .now(),
            actor: actor
        )
        let outcome = try await append([fact])
        _ = await settings.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }
}
