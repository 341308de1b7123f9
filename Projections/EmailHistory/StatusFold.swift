import GRDB
import Ledger
import Mail
import ProjectionEngine

/// Adds evidence about the copies of one message, and derives their statuses and the message's anew.
struct StatusFold {
    let queued: Int64

    func add(_ event: MailEvent, _ header: EventHeader, in db: Database) throws {
        var news = StatusEvidence()
        news.add(event, at: header.occurredAt.microseconds, position: header.position)
        guard !news.facts.isEmpty else { return }
        // Most evidence says again what is known, and a message may have many recipients.
        if let number = header.recipient, let known = try evidence(of: number, in: db)[number] {
            var merged = known
            merged.merge(news)
            guard merged != known else { return }
        }
        let roles = try roles(db)
        // An event that names no recipient is about all of them.
        let concerned = header.recipient.map { number in roles.keys.filter { $0 == number } } ?? Array(roles.keys)
        var evidence = try evidence(in: db)
        for number in concerned.sorted() {
            var known = evidence[number] ?? StatusEvidence()
            let before = known
            known.merge(news)
            guard known != before else { continue }
            evidence[number] = known
            for (kind, fact) in news.facts { try store(fact, kind, of: number, in: db) }
            try store(ExplainedStatus(known), of: number, in: db)
        }
        try rollUp(roles, evidence, in: db)
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

    /// What is known of each recipient, or of one.
    private func evidence(of number: Int? = nil, in db: Database) throws -> [Int: StatusEvidence] {
        let one: SQL = number.map { " AND number = \($0)" } ?? ""
        let request = SQLRequest<Row>(
            literal: "SELECT number, kind, at, position, words FROM fact WHERE queued = \(queued)\(one)",
            cached: true
        )
        var evidence: [Int: StatusEvidence] = [:]
        for row in try request.fetchAll(db) {
            let fact = StatusEvidence.Fact(
                at: try row.decode(forColumn: "at"),
                position: try row.decode(forColumn: "position"),
                words: try row.decode(forColumn: "words")
            )
            let number: Int = try row.decode(forColumn: "number")
            evidence[number, default: StatusEvidence()].add(try row.decode(forColumn: "kind"), fact)
        }
        return evidence
    }

    private func store(
        _ fact: StatusEvidence.Fact,
        _ kind: StatusEvidence.Kind,
        of number: Int,
        in db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO fact (queued, number, kind, at, position, words)
            VALUES (\(queued), \(number), \(kind), \(fact.at), \(fact.position), \(fact.words))
            ON CONFLICT DO UPDATE SET at = excluded.at, position = excluded.position, words = excluded.words
            """
        )
    }

    private func store(_ status: ExplainedStatus, of number: Int, in db: Database) throws {
        try db.run(
            """
            UPDATE recipient SET status = \(status.status), reason = \(status.reason),
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
            UPDATE message SET status = \(status.status), reason = \(status.reason),
                sent_at = \(first(.sent, .relayed)), delivered_at = \(first(.delivered)),
                read_at = \(first(.likelyRead, .read))
            WHERE queued = \(queued)
            """
        )
    }
}
