import Correspondence
import Ledger
import Mail
import ProjectionEngine
import Reports

/// What became of a mail that came back.
package struct TakenReport: Hashable, Sendable {
    /// What it is.
    package var kind: ReportKind
    /// How it was tied to a message; nil where it was not.
    package var matchedBy: MatchedBy?
    /// The message; nil where there is none.
    package var message: OpaqueID?
    /// What was added to the ledger.
    package var outcome: EvidenceOutcome

    /// Whether it was taken before.
    package var isRepeat: Bool { outcome.repeated > 0 && outcome.added.isEmpty }
}

extension Organization {
    /// Takes a mail that came back: keeps it, and states what it says about the copies it is about; durable on return.
    ///
    /// - Throws: ``PostofficeError``.
    package func take(_ mail: IncomingMail) async throws -> TakenReport {
        let report = try await Self.explain(mail)
        return try await take(mail, report)
    }

    /// What a mail is; worked out away from the cooperative pool, since a hostile one can take a while.
    static func explain(_ mail: IncomingMail, rules: ReportRules = .current) async throws -> ReportExplanation {
        guard mail.bytes.count <= IncomingMail.largest else {
            throw PostofficeError.tooLarge("the mail is larger than \(IncomingMail.largest) bytes")
        }
        return await ReportReading.run { explainReport(mail.bytes, rules: rules) }
    }

    /// Takes a mail of which it is known what it is.
    func take(_ mail: IncomingMail, _ report: ReportExplanation) async throws -> TakenReport {
        let written = mail.written(receivedAt: .now())
        let match = try await match(report, writtenAt: written)
        let verdicts = match.map { ReportVerdict.verdicts(report, match: $0) } ?? []
        guard !verdicts.isEmpty || report.kind != .notAReport || mail.isKeptAnyway else {
            return TakenReport(kind: report.kind, outcome: EvidenceOutcome())
        }
        let key = mail.key
        let evidence = verdicts.map { verdict in
            CopyEvidence(
                message: verdict.copy.message,
                recipient: verdict.copy.number,
                event: verdict.event,
                occurredAt: min(max(written, verdict.copy.sentAt ?? verdict.copy.queuedAt), .now()),
                key: LengthPrefixed.join([key, Array(verdict.part.utf8)])
            )
        }
        let kept = KeptReport(
            source: mail.source,
            kind: report.kind.rawValue,
            ruleSet: report.ruleSetVersion,
            matchedBy: match?.matchedBy.rawValue,
            bytes: mail.bytes,
            key: key
        )
        let outcome = try await record(evidence, keeping: kept)
        return TakenReport(
            kind: report.kind,
            matchedBy: evidence.isEmpty ? nil : match?.matchedBy,
            message: evidence.isEmpty ? nil : match?.copy.message,
            outcome: outcome
        )
    }

    /// A page of the reports that came, newest first.
    package func reports(matched: Bool?, cursor: String?, limit: Int) async throws -> ReportPage {
        try await translatingErrors {
            try await requireViews().correspondence.read { db in
                try Correspondence.reports(matched: matched, cursor: cursor, limit: limit, in: db)
            }
        }
    }
}

extension Postoffice {
    /// The organization that gets the reports of a shared bounce domain that fit nobody's mail.
    package var operatorsOrganization: Organization? {
        if let name = settings.operatorsOrganization { return organization(named: name) }
        let all = organizations
        return all.count == 1 ? all.first : organization(named: "main")
    }

    /// Takes a mail that came back to a domain that all organizations share, for the one whose mail it is about.
    ///
    /// A tag verifies with one organization's key alone, and a Message-ID is one organization's; what fits nobody goes
    /// to the operator's own organization.
    ///
    /// - Returns: What became of it, and whose it is.
    /// - Throws: ``PostofficeError``.
    package func take(_ mail: IncomingMail) async throws -> (report: TakenReport, organization: Organization) {
        let report = try await Organization.explain(mail)
        let all = organizations
        var owner = all.first { $0.hasTag(in: report) }
        if owner == nil {
            let written = mail.written(receivedAt: .now())
            var matching: [(Organization, MatchedBy)] = []
            for organization in all {
                let match = try? await organization.match(report, writtenAt: written)
                if let match { matching.append((organization, match.matchedBy)) }
            }
            // An address may be written to by several organizations: then it does not say whose mail this is.
            owner = matching.first { $0.1 == .messageID }?.0 ?? (matching.count == 1 ? matching.first?.0 : nil)
        }
        guard let taker = owner ?? operatorsOrganization else {
            throw PostofficeError.unavailable("the operator's organization; name it with --operator-organization")
        }
        return (try await taker.take(mail, report), taker)
    }
}
