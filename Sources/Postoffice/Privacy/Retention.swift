import Foundation
import Ledger
import LedgerSQLite
import Logging
import Mail
import MailLedger
import Privacy
import ProjectionEngine

/// How long things are kept, and have to be: the JSON shape of `/v1/settings/retention`.
package struct RetentionSettings: Codable, Hashable, Sendable {
    /// For how many months the details of evidence are kept; nil for ever.
    package var evidenceMonths: Int?
    /// For how many years mails about a kind of document have to be kept, by the kind's name; nobody they went to is erased
    /// before.
    package var keepYears: [String: Int]?

    /// Says nothing yet.
    package init() {}
}

extension Organization {
    private static let retentionSetting = "retention"
    /// The most months that are looked back on.
    private static let retentionSpan = 600

    /// What is set about keeping things.
    package func retentionSettings() async throws -> RetentionSettings {
        try await setting(Self.retentionSetting) ?? RetentionSettings()
    }

    /// The months whose details are forgotten, oldest first.
    package func forgottenMonths() async throws -> [String] {
        try await requireViews().privacy.read { db in try Privacy.forgottenMonths(in: db) }
    }

    /// Sets how long things are kept; what is too old by it is forgotten at once.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong.
    package func setRetention(_ settings: RetentionSettings, actor: OpaqueID?) async throws {
        var problems = Problems()
        if let months = settings.evidenceMonths, !(1...Self.retentionSpan).contains(months) {
            problems.add("evidenceMonths", "is not 1 to \(Self.retentionSpan); leave it out to keep details for ever")
        }
        let kinds = DocumentType.allCases.map(\.rawValue).joined(separator: ", ")
        for (name, years) in (settings.keepYears ?? [:]).sorted(by: { $0.key < $1.key }) {
            let field = "keepYears.\(name.prefix(40))"
            if DocumentType(rawValue: name) == nil { problems.add(field, "is not one of \(kinds)") }
            if !(1...100).contains(years) { problems.add(field, "is not 1 to 100 years") }
        }
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        var settings = settings
        if settings.keepYears?.isEmpty ?? false { settings.keepYears = nil }
        try await change(Self.retentionSetting, to: settings, actor: actor)
        try await forgetOldDetails(at: .now())
    }

    /// Forgets details that became too old, every few hours, until the task is cancelled.
    func followRetention() async {
        while !Task.isCancelled {
            do {
                try await forgetOldDetails(at: .now())
            } catch {
                logger.error("old details could not be forgotten", metadata: ["error": "\(type(of: error))"])
            }
            try? await Task.sleep(for: .seconds(6 * 3600))
        }
    }

    /// Forgets the details of the evidence of months that are older than details are kept.
    ///
    /// The event is durable before the month's key is destroyed; statuses stay.
    ///
    /// - Returns: The months that were forgotten.
    @discardableResult
    func forgetOldDetails(at now: Timestamp) async throws -> [EvidenceMonth] {
        guard let kept = try await retentionSettings().evidenceMonths, ledger.refusal == nil else { return [] }
        return try await erasureTurn.run {
            // A month is older than so many months once its last day is.
            let last = EvidenceMonth(of: now).adding(-kept - 1)
            let months = (0..<Self.retentionSpan).map { last.adding(-$0) }
            let found = try await self.keys.keys(of: Set(months.map { .evidence($0) }))
            let old = found.keys.compactMap(\.evidenceMonth).sorted()
            guard !old.isEmpty else { return [] }
            for month in old {
                let digest = self.archive.index.digest("details expired", Array(month.description.utf8))
                _ = try await self.append(
                    [
                        MailFact(
                            .detailsExpired(DetailsExpired(month: month.description, keptMonths: kept)),
                            occurredAt: .now()
                        )
                    ],
                    idempotency: IdempotencyKey(scope: .evidence, digest: digest, request: digest)
                )
            }
            try await self.finishErasures(done: "The details ARE forgotten")
            return old
        }
    }
}
