import Ledger
import Mail
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
        try await changeSettings([(name, try JSONText.encode(value))], actor: actor)
    }
}
