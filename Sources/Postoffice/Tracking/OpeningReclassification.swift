import Correspondence
import Evidence
import Ledger
import LedgerSQLite
import Mail
import MailLedger

/// What the rules in use say of a recorded opening, where that is not what was said before.
package struct ReclassifiedOpening: Encodable, Hashable, Sendable {
    /// One verdict.
    package struct Verdict: Encodable, Hashable, Sendable {
        /// Who seems to have fetched it, see ``MessageOpened/hitClass``.
        package var hitClass: String
        /// Whether that says that a person opened the mail.
        package var saysRead: Bool
        /// How sure the rule is.
        package var confidence: String
        /// The rule with its rule set's version.
        package var rule: String

        init(_ opened: MessageOpened) {
            (hitClass, saysRead, confidence) = (opened.hitClass, opened.saysRead, opened.confidence)
            rule = "\(opened.rule)/\(opened.ruleSet)"
        }
    }

    /// The position of the verdict that stood.
    package var opening: Int64
    /// The message.
    package var message: String
    /// The recipient's number.
    package var recipient: Int
    /// What was said before.
    package var old: Verdict
    /// What is said now.
    package var new: Verdict
}

/// What judging the recorded openings anew came to.
package struct OpeningReclassification: Encodable, Hashable, Sendable {
    /// The version of the rules in use.
    package var ruleSet: Int
    /// How many openings were judged again.
    package var openings = 0
    /// How many could not be, since nothing is kept to judge them by.
    package var withoutDetails = 0
    /// What is judged otherwise now: the first of them, so that the answer stays small.
    package var changes: [ReclassifiedOpening] = []
    /// How many are judged otherwise.
    package var changed = 0
    /// How many events were added; 0 where it was only tried.
    package var added = 0
}

extension Organization {
    /// The most changes that an answer lists.
    private static let listedChanges = 1000
    private static let openingsAtOnce = 500

    /// Judges every recorded opening anew by the rules in use, from what was kept of it, and shows or states what changed.
    ///
    /// A new verdict names the one it replaces, which then counts no more; nothing is deleted. Openings whose details were
    /// forgotten or erased stay as they are.
    ///
    /// - Parameters:
    ///   - isDry: Whether nothing is stated.
    ///   - rules: The rules; those in use unless said otherwise.
    /// - Returns: The differences.
    /// - Throws: ``PostofficeError``.
    package func reclassifyOpenings(isDry: Bool, rules: HitRules = .current) async throws -> OpeningReclassification {
        if !isDry { try requireWritable() }
        return try await translatingErrors {
            let size = try await ledger.head().size
            var replaced: Set<Int64> = []
            try await eachOpening(before: size) { _, opened in
                if let earlier = opened.supersedes { replaced.insert(earlier) }
            }
            var result = OpeningReclassification(ruleSet: rules.version)
            try await eachOpening(before: size) { header, opened in
                guard !replaced.contains(header.position), let message = header.message, let number = header.recipient
                else { return }
                guard opened.condition != nil else {
                    result.withoutDetails += 1
                    return
                }
                result.openings += 1
                guard let again = rules.reclassified(opened, at: header.position) else { return }
                result.changed += 1
                if result.changes.count < Self.listedChanges {
                    result.changes.append(
                        ReclassifiedOpening(
                            opening: header.position,
                            message: message.description,
                            recipient: number,
                            old: ReclassifiedOpening.Verdict(opened),
                            new: ReclassifiedOpening.Verdict(again)
                        )
                    )
                }
                guard !isDry, try await state(again, replacing: header, message, number) else { return }
                result.added += 1
            }
            return result
        }
    }

    private func eachOpening(
        before size: Int64,
        _ body: (EventHeader, MessageOpened) async throws -> Void
    ) async throws {
        var position: Int64 = 0
        while position < size {
            let limit = Int(min(Int64(Self.openingsAtOnce), size - position))
            let stored = try await ledger.events(from: position, limit: limit)
            guard let last = stored.last else { return }
            position = last.header.position + 1
            for recorded in try await archive.open(stored) {
                guard case .messageOpened(let opened) = recorded.event else { continue }
                try await body(recorded.header, opened)
            }
        }
    }

    /// States a new verdict beside the one that it replaces; false where it was stated before, or nobody is left to seal for.
    private func state(
        _ opened: MessageOpened,
        replacing header: EventHeader,
        _ message: OpaqueID,
        _ number: Int
    ) async throws -> Bool {
        guard let address = try await knownCopy(message: message, number: number)?.address else { return false }
        let fact = MailFact(
            .messageOpened(opened),
            document: header.document,
            message: message,
            recipient: number,
            person: archive.person(address: address),
            occurredAt: header.occurredAt,
            actor: archive.index.id("actor", "rules")
        )
        let name = Array("opening \(header.position) \(opened.ruleSet)".utf8)
        let key = IdempotencyKey(
            scope: .evidence,
            digest: archive.index.digest("evidence", name),
            request: archive.index.digest("evidence request", name)
        )
        return try await !append([fact], idempotency: key).isRepeat
    }
}
