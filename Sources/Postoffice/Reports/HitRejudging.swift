import EmailHistory
import Evidence
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// What the rules in use say of recorded pixel hits, where that is not what was said before.
package struct RejudgedHits: Encodable, Hashable, Sendable {
    /// A verdict on a hit.
    package struct Verdict: Encodable, Hashable, Sendable {
        /// Who seems to have fetched the pixel.
        package var hitClass: String
        /// The rule that decided.
        package var rule: String
        /// The version of its rule set.
        package var ruleSet: Int
        /// How sure that is.
        package var confidence: String

        init(_ opened: MessageOpened) {
            (hitClass, rule) = (opened.hitClass, opened.rule)
            (ruleSet, confidence) = (opened.ruleSet, opened.confidence)
        }
    }

    /// One hit that is judged otherwise.
    package struct Change: Encodable, Hashable, Sendable {
        /// The position of the verdict that is replaced.
        package var position: Int64
        /// The message.
        package var message: String
        /// The recipient's number.
        package var recipient: Int
        /// What was said before.
        package var old: Verdict
        /// What is said now.
        package var new: Verdict
    }

    /// The version of the rules in use.
    package var ruleSet: Int
    /// How many hits were judged again.
    package var judged = 0
    /// How many could not be: floods, hits of which no condition was kept, and those whose details were erased.
    package var notJudgeable = 0
    /// What is judged otherwise now.
    package var changes: [Change] = []
}

extension Organization {
    /// A verdict that other rules replace, until a later event is found that replaced it already.
    private struct Candidate {
        var old: MessageOpened
        var new: MessageOpened
        var message: OpaqueID
        var recipient: Int
        var occurredAt: Timestamp
    }

    /// Judges every recorded pixel hit anew by its kept condition, and shows or states what is judged otherwise now.
    ///
    /// Hits on our own pixel and those that providers reported alike. What is known by now of when a copy was sent and
    /// delivered is taken into account.
    ///
    /// - Parameters:
    ///   - isDry: Whether nothing is stated.
    ///   - rules: The rules; those in use unless said otherwise.
    /// - Returns: The differences, and how many events were added.
    /// - Throws: ``PostofficeError``.
    package func rejudgeHits(
        isDry: Bool,
        rules: HitRules = .current
    ) async throws -> (hits: RejudgedHits, added: Int) {
        var result = RejudgedHits(ruleSet: rules.version)
        var candidates: [Int64: Candidate] = [:]
        let end = try await ledger.head().size
        var position: Int64 = 0
        while position < end {
            let events = try await ledger.events(from: position, limit: 500)
            guard let last = events.last else { break }
            position = last.header.position + 1
            for event in try await archive.open(events.filter { $0.header.type == .messageOpened }) {
                guard
                    case .messageOpened(let opened)? = event.event, let message = event.header.message,
                    let recipient = event.header.recipient
                else { continue }
                if let replaced = opened.supersedes { candidates[replaced] = nil }
                guard let condition = opened.condition else {
                    result.notJudgeable += 1
                    continue
                }
                result.judged += 1
                let moment = event.header.occurredAt
                let facts = try await knownByNow(HitFacts(condition), message, recipient, at: moment)
                let new = rules.reclassified(opened, at: event.header.position) { hit in
                    (hit.afterSending, hit.afterDelivery) = (facts.afterSending, facts.afterDelivery)
                }
                guard let new else { continue }
                candidates[event.header.position] = Candidate(
                    old: opened,
                    new: new,
                    message: message,
                    recipient: recipient,
                    occurredAt: moment
                )
            }
        }
        let changes = candidates.sorted { $0.key < $1.key }
        result.changes = changes.map { position, change in
            RejudgedHits.Change(
                position: position,
                message: change.message.description,
                recipient: change.recipient,
                old: RejudgedHits.Verdict(change.old),
                new: RejudgedHits.Verdict(change.new)
            )
        }
        guard !isDry, !changes.isEmpty else { return (result, 0) }
        let evidence = changes.map { position, change in
            CopyEvidence(
                message: change.message,
                recipient: change.recipient,
                event: .messageOpened(change.new),
                occurredAt: change.occurredAt,
                // Each verdict is replaced once.
                key: Array("rejudged \(position)".utf8)
            )
        }
        return (result, try await record(evidence, keeping: nil).added.count)
    }

    private func knownByNow(
        _ facts: HitFacts,
        _ message: OpaqueID,
        _ recipient: Int,
        at moment: Timestamp
    ) async throws -> HitFacts {
        guard facts.afterSending == nil || facts.afterDelivery == nil else { return facts }
        let copy = try await requireViews().history.read { db in
            try EmailHistory.recipient(message: message, number: recipient, in: db)
        }
        return facts.knowing(
            sentAt: copy?.sentAt?.microseconds,
            deliveredAt: copy?.deliveredAt?.microseconds,
            at: moment.microseconds
        )
    }
}
