import GRDB
import Mail
import ProjectionEngine

/// The evidence about the copies of one message, as it stands in the view.
struct EvidenceTable {
    let queued: Int64

    /// What is known of each recipient, or of one.
    func evidence(of number: Int? = nil, in db: Database) throws -> [Int: StatusEvidence] {
        let one: SQL = number.map { " AND number = \($0)" } ?? ""
        let facts = SQLRequest<Row>(literal: "SELECT * FROM fact WHERE queued = \(queued)\(one)", cached: true)
        let superseded = SQLRequest<Row>(
            literal: "SELECT number, position FROM superseded WHERE queued = \(queued)\(one)",
            cached: true
        )
        var evidence: [Int: StatusEvidence] = [:]
        for row in try facts.fetchAll(db) {
            let number: Int = try row.decode(forColumn: "number")
            evidence[number, default: StatusEvidence()].add(
                try row.decode(forColumn: "kind"),
                try EvidenceFact(row)
            )
        }
        for row in try superseded.fetchAll(db) {
            let number: Int = try row.decode(forColumn: "number")
            evidence[number, default: StatusEvidence()].supersede(try row.decode(forColumn: "position"))
        }
        return evidence
    }

    /// Writes what is new in the evidence about a recipient, and takes out what it keeps no more.
    func store(
        _ evidence: StatusEvidence,
        of number: Int,
        replacing before: StatusEvidence,
        in db: Database
    ) throws {
        for (kind, facts) in evidence.kept {
            let known = before.kept[kind] ?? []
            for gone in known where !facts.contains(gone) {
                try db.run(
                    """
                    DELETE FROM fact
                    WHERE queued = \(queued) AND number = \(number) AND kind = \(kind) AND position = \(gone.position)
                    """
                )
            }
            for fact in facts where !known.contains(fact) { try insert(fact, kind, of: number, in: db) }
        }
        for position in evidence.superseded.subtracting(before.superseded) {
            try db.run(
                "INSERT INTO superseded (queued, number, position) VALUES (\(queued), \(number), \(position))"
            )
        }
    }

    private func insert(_ fact: EvidenceFact, _ kind: StatusEvidence.Kind, of number: Int, in db: Database) throws {
        let asked = fact.asked.isEmpty ? nil : fact.asked.map(\.rawValue).sorted().joined(separator: " ")
        try db.run(
            """
            INSERT INTO fact (
                queued, number, kind, position, at, words, voice, stage, code, status, asked, unproved
            ) VALUES (
                \(queued), \(number), \(kind), \(fact.position), \(fact.at), \(fact.words), \(fact.voice?.rawValue),
                \(fact.stage), \(fact.code), \(fact.status), \(asked), \(fact.isUnproved)
            )
            """
        )
    }
}

extension EvidenceFact {
    fileprivate init(_ row: Row) throws {
        self.init(
            at: try row.decode(forColumn: "at"),
            position: try row.decode(forColumn: "position"),
            words: try row.decode(forColumn: "words"),
            voice: (try row.decode(String?.self, forColumn: "voice")).flatMap { Voice(rawValue: $0) }
        )
        stage = try row.decode(forColumn: "stage")
        code = try row.decode(forColumn: "code")
        status = try row.decode(forColumn: "status")
        let words: String? = try row.decode(forColumn: "asked")
        asked = Set((words ?? "").split(separator: " ").compactMap { Asked(rawValue: String($0)) })
        isUnproved = try row.decode(forColumn: "unproved")
    }
}
