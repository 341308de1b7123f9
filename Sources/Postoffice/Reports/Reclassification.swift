import Correspondence
import Evidence
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Reports

/// What the rules in use say of a kept report, where that is not what was said before.
package struct Reclassified: Encodable, Hashable, Sendable {
    /// One recipient's verdict.
    package struct Verdict: Encodable, Hashable, Sendable {
        /// The type of the event, for example `message.bounced`.
        package var type: String
        /// The class of a failure.
        package var failureClass: FailureClass?
        /// The rule with its rule set's version.
        package var rule: String?
    }

    /// The position of the report.
    package var report: Int64
    /// The message.
    package var message: String
    /// The recipient's number.
    package var recipient: Int
    /// What was said before; nil where nothing was.
    package var old: Verdict?
    /// What is said now; nil where nothing is.
    package var new: Verdict?
}

/// What a reclassification came to.
package struct Reclassification: Encodable, Hashable, Sendable {
    /// The version of the rules in use.
    package var ruleSet: Int
    /// How many reports were read again.
    package var reports = 0
    /// How many could not be read, since somebody they are about was erased.
    package var erased = 0
    /// What is judged otherwise now.
    package var changes: [Reclassified] = []
    /// What the rules for pixel hits judge otherwise now.
    package var hits = RejudgedHits(ruleSet: HitRules.current.version)
    /// How many events were added; 0 where it was only tried.
    package var added = 0
}

extension Organization {
    private static let mailSources: Set<String> = ["imap", "pop3", "lmtp", "smtp", "http"]

    /// Reads every kept report anew by the rules in use, judges every pixel hit anew, and shows or states what is other now.
    ///
    /// A new verdict names the one it replaces, which then counts no more; nothing is deleted.
    ///
    /// - Parameters:
    ///   - isDry: Whether nothing is stated.
    ///   - rules: The rules; those in use unless said otherwise.
    /// - Returns: The differences.
    /// - Throws: ``PostofficeError``.
    package func reclassify(isDry: Bool, rules: ReportRules = .current) async throws -> Reclassification {
        var result = Reclassification(ruleSet: rules.version)
        let correspondence = try requireViews().correspondence
        var position: Int64 = -1
        while true {
            let after = position
            let reports = try await correspondence.read { db in
                try Correspondence.reports(after: after, limit: 100, in: db)
            }
            guard let last = reports.last else { break }
            position = last.position
            for report in reports where Self.mailSources.contains(report.source) {
                try await reclassify(report, isDry: isDry, rules: rules, into: &result)
            }
        }
        let (hits, added) = try await rejudgeHits(isDry: isDry)
        result.hits = hits
        result.added += added
        return result
    }

    private func reclassify(
        _ report: KnownReport,
        isDry: Bool,
        rules: ReportRules,
        into result: inout Reclassification
    ) async throws {
        let bytes: [UInt8]
        do {
            bytes = try await keptReport(at: report.position)
        } catch PostofficeError.erased {
            result.erased += 1
            return
        }
        result.reports += 1
        let mail = IncomingMail(source: report.source, bytes: bytes)
        let explained = try await Self.explain(mail, rules: rules)
        let old = try await standingVerdicts(on: report)
        let written = mail.written(receivedAt: report.receivedAt)
        let match = try await match(explained, writtenAt: written)
        var new = match.map { ReportVerdict.verdicts(explained, match: $0) } ?? []
        var changes: [(change: Reclassified, evidence: CopyEvidence)] = []
        for verdict in old {
            let place = new.firstIndex { $0.copy.message == verdict.message && $0.copy.number == verdict.number }
            let successor = place.map { new.remove(at: $0) }
            guard let changed = successor?.event ?? verdict.withdrawn(version: rules.version) else { continue }
            guard changed.meaning != verdict.event.meaning else { continue }
            let event = changed.withReport { stated in
                stated.authentication = verdict.report.authentication
                stated.supersedes = verdict.position
                stated.evidence = report.position
            }
            changes.append(
                change(verdict.event, event, of: verdict.message, verdict.number, at: verdict.occurredAt, report, rules)
            )
        }
        for verdict in new {
            let event = verdict.event.withReport { $0.evidence = report.position }
            let at = verdict.copy.sentAt ?? verdict.copy.queuedAt
            changes.append(
                change(nil, event, of: verdict.copy.message, verdict.copy.number, at: at, report, rules)
            )
        }
        result.changes += changes.map(\.change)
        guard !isDry, !changes.isEmpty else { return }
        result.added += try await record(changes.map(\.evidence), keeping: nil).added.count
    }

    private func change(
        _ old: MailEvent?,
        _ new: MailEvent,
        of message: OpaqueID,
        _ number: Int,
        at moment: Timestamp,
        _ report: KnownReport,
        _ rules: ReportRules
    ) -> (change: Reclassified, evidence: CopyEvidence) {
        let name = "reclassified \(report.position) \(rules.version) \(new.deliveryReport?.supersedes ?? -1)"
        let evidence = CopyEvidence(
            message: message,
            recipient: number,
            event: new,
            occurredAt: moment,
            key: Array("\(name) \(new.meaning)".utf8)
        )
        let change = Reclassified(
            report: report.position,
            message: message.description,
            recipient: number,
            old: old?.verdict,
            new: new.verdict
        )
        return (change, evidence)
    }

    /// One verdict on a report that no later one replaced.
    private struct StandingVerdict {
        let position: Int64
        let message: OpaqueID
        let number: Int
        let occurredAt: Timestamp
        let event: MailEvent
        let report: DeliveryReport

        /// That nothing is said any more; nil where nothing was said about a status anyway.
        func withdrawn(version: Int) -> MailEvent? {
            if case .messageAnswered = event { return nil }
            var stated = DeliveryReport(source: report.source, authentication: report.authentication)
            stated.rule = "withdrawn/\(version)"
            return .messageAnswered(stated)
        }
    }

    private func standingVerdicts(on report: KnownReport) async throws -> [StandingVerdict] {
        var found: [StandingVerdict] = []
        for verdict in report.verdicts {
            let events = try await archive.open(try await ledger.events(from: verdict.position, limit: 1))
            guard let recorded = events.first, let event = recorded.event, let stated = event.deliveryReport else {
                continue
            }
            found.append(
                StandingVerdict(
                    position: verdict.position,
                    message: verdict.message,
                    number: verdict.number,
                    occurredAt: recorded.header.occurredAt,
                    event: event,
                    report: stated
                )
            )
        }
        let replaced = Set(found.compactMap(\.report.supersedes))
        return found.filter { !replaced.contains($0.position) }
    }
}

extension MailEvent {
    fileprivate var verdict: Reclassified.Verdict {
        Reclassified.Verdict(
            type: type.rawValue,
            failureClass: deliveryReport?.failureClass,
            rule: deliveryReport?.rule
        )
    }

    /// What it says about a copy, whatever the rule is called.
    fileprivate var meaning: String {
        "\(type.rawValue) \(deliveryReport?.failureClass?.rawValue ?? "")"
    }
}
