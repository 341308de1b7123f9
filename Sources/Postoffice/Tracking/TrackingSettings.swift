import Ledger
import Mail

/// Whose opens are tracked, and whom a read receipt is asked of: the JSON shape of `/v1/settings/tracking`.
package struct TrackingSettings: Codable, Hashable, Sendable {
    /// For all mails; nil leaves it to the others.
    package var policy: TrackingPolicy?
    /// For the documents of a kind, by its name.
    package var documentTypes: [String: TrackingPolicy]?
    /// With which kinds of documents a read receipt (RFC 8098) is asked for.
    package var receipts: [String]?

    /// Says nothing yet.
    package init() {}

    /// Reads settings; for a word that is no policy the error names those that there are.
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        policy = try fields.decodeIfPresent(ListedWord<TrackingPolicy>.self, forKey: .policy)?.word
        let types = try fields.decodeIfPresent([String: ListedWord<TrackingPolicy>].self, forKey: .documentTypes)
        documentTypes = types?.mapValues(\.word)
        receipts = try fields.decodeIfPresent([String].self, forKey: .receipts)
    }
}

extension Organization {
    private static let trackingSetting = "tracking"

    /// What is set about tracking and receipts.
    package func trackingSettings() async throws -> TrackingSettings {
        try await setting(Self.trackingSetting) ?? TrackingSettings()
    }

    /// Sets whose opens are tracked and whom a receipt is asked of; mails already queued stay as they are.
    ///
    /// - Parameters:
    ///   - settings: What replaces all that was set.
    ///   - actor: Who does it.
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong.
    package func setTracking(_ settings: TrackingSettings, actor: OpaqueID?) async throws {
        var problems = Problems()
        let kinds = DocumentType.allCases.map(\.rawValue).joined(separator: ", ")
        for name in (settings.documentTypes ?? [:]).keys.sorted() where DocumentType(rawValue: name) == nil {
            problems.add("documentTypes.\(name.prefix(40))", "is not one of \(kinds)")
        }
        for (index, name) in (settings.receipts ?? []).enumerated() where DocumentType(rawValue: name) == nil {
            problems.add("receipts[\(index)]", "is not one of \(kinds)")
        }
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        var settings = settings
        settings.receipts = settings.receipts.map { Set($0).sorted() }
        try await change(Self.trackingSetting, to: settings, actor: actor)
    }
}
