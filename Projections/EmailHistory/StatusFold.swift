import GRDB
import Ledger
import Mail
import ProjectionEngine

/// Adds evidence about the copies of one message, and derives their statuses and the message's anew.
struct StatusFold {
    let queued: Int64

    func add(_ event: MailEvent, _ header: EventHeader, in db: Database) throws {
        guard !news(event, header, about: header.recipient).isEmpty else { return }
        let table = EvidenceTable(queued: queued)
        // Most evidence says again what is known, and a message may have many recipients.
        if let number = header.recipient, let known = try table.evidence(of: number, in: db)[number] {
            var merged = known
            merged.merge(news(event, header, about: number))
            guard merged != known else { return }
        }
        let roles = try roles(db)
        // An event that names no recipient is about all of them.
        let concerned = header.recipient.map { number in roles.keys.filter { $0 == number } } ?? Array(roles.keys)
        var evidence = try table.evidence(in: db)
        for number in concerned.sorted() {
            let before = evidence[number] ?? StatusEvidence()
            var known = before
            known.merge(news(event, header, about: number))
            guard known != before else { continue }
            evidence[number] = known
            try table.store(known, of: number, replacing: before, in: db)
            try store(ExplainedStatus(known), of: number, in: db)
        }
        try rollUp(roles, evidence, in: db)
    }

    private func news(_ event: MailEvent, _ header: EventHeader, about number: Int?) -> StatusEvidence {
        var news = StatusEvidence()
        news.add(event, at: header.occurredAt.microseconds, position: header.position, recipient: number)
        return news
    }

    private func roles(_ db: Database) throws -> [Int: RecipientRole] {
        let request = SQLRequest<Row>(
            literal: "SELECT number, role FROM recipient WHERE queued = \(queued)",
            cached: true
        )
        var roles: [Int: RecipientRole] = [:]
        for row in try request.fetchAll(db) {
            roles[try row.decode(Int.self, forColumn: "number")] = try row.decode(
                RecipientRole.self,
                forColumn: "role"
            )
        }
        return roles
    }

    private func store(_ status: ExplainedStatus, of number: Int, in db: Database) throws {
        try db.run(
            """
            UPDATE recipient SET status = \(status.status), reason = \(try JSONText.encode(status.reason)),
                failure_class = \(status.failureClass), because = \(try JSONText.encode(status.because))
            WHERE queued = \(queued) AND number = \(number)
            """
        )
    }

    private func rollUp(
        _ roles: [Int: RecipientRole],
        _ evidence: [Int: StatusEvidence],
        in db: Database
    ) throws {
        let copies = roles.sorted { $0.key < $1.key }.map { (role: $1, evidence: evidence[$0] ?? StatusEvidence()) }
        let status = MessageStatus(copies.map { ($0.role, ExplainedStatus($0.evidence)) })
        // The archive copy counts only where there is nobody else, as it does in the status.
        let addressed = copies.filter { $0.role != .archive }
        let counted = (addressed.isEmpty ? copies : addressed).map(\.evidence.facts)
        func first(_ kinds: StatusEvidence.Kind...) -> Int64? {
            counted.flatMap { facts in kinds.compactMap { facts[$0]?.at } }.min()
        }
        try db.run(
            """
            UPDATE message SET status = \(status.status), reason = \(try JSONText.encode(status.reason)),
                sent_at = \(first(.sent, .relayed)), delivered_at = \(first(.delivered)),
                read_at = \(first(.likelyRead, .opened, .confirmedRead))
            WHERE queued = \(queued)
            """
        )
    }
}
