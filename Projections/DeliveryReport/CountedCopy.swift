import GRDB
import Ledger
import Mail
import ProjectionEngine

/// A copy as the report knows it, and what it counts as.
struct CountedCopy: Hashable {
    var message: OpaqueID
    var number: Int
    var day: Int64
    var method: String
    var type: String
    var domain: String
    /// When it was due to leave, in microseconds since 1970; what delivery and reading are timed from.
    var start: Int64
    /// What is known of it: of each kind of evidence when and where, and which verdicts were superseded.
    var evidence = StatusEvidence()

    /// What it adds one to.
    var measures: Set<String> {
        let facts = evidence.facts
        guard let decisive = evidence.decidingKind else { return [] }
        var measures: Set<String> = [ReportMeasure.copies, ReportMeasure.status(decisive)]
        if facts.keys.contains(where: Self.left.contains) { measures.insert(ReportMeasure.sent) }
        if let deliveredAt = facts[.delivered]?.at { measures.insert(ReportMeasure.timeToDeliver(deliveredAt - start)) }
        if let readAt = Self.reads.compactMap({ facts[$0]?.at }).min() {
            measures.insert(ReportMeasure.timeToRead(readAt - start))
        }
        return measures
    }

    private static let reads: [StatusEvidence.Kind] = [.likelyRead, .opened, .confirmedRead]

    /// The kinds of evidence that show that a copy has left.
    private static let left: Set<StatusEvidence.Kind> = [
        .sent, .delayed, .relayed, .answered, .delivered, .likelyRead, .opened, .confirmedRead, .complained,
    ]

    /// Writes the copy, and counts the difference.
    func store(over before: Self?, in db: Database) throws {
        try db.run(
            """
            INSERT INTO copy (message, number, day, method, type, domain, start, facts, superseded)
            VALUES (
                \(message), \(number), \(day), \(method), \(type), \(domain), \(start), \(evidence.factText),
                \(evidence.supersededText)
            ) ON CONFLICT (message, number) DO UPDATE SET facts = excluded.facts, superseded = excluded.superseded
            """
        )
        let old = before?.measures ?? []
        let new = measures
        for measure in new.subtracting(old).sorted() { try count(measure, 1, in: db) }
        for measure in old.subtracting(new).sorted() { try count(measure, -1, in: db) }
    }

    private func count(_ measure: String, _ difference: Int, in db: Database) throws {
        try db.run(
            """
            INSERT INTO counted (day, method, type, domain, measure, value)
            VALUES (\(day), \(method), \(type), \(domain), \(measure), \(difference))
            ON CONFLICT DO UPDATE SET value = value + excluded.value
            """
        )
    }

    /// The copies of a message, or one of them.
    static func all(of message: OpaqueID, number: Int?, in db: Database) throws -> [Self] {
        let one: SQL = number.map { " AND number = \($0)" } ?? ""
        let request = SQLRequest<Row>(
            literal: "SELECT * FROM copy WHERE message = \(message)\(one) ORDER BY number",
            cached: true
        )
        return try request.fetchAll(db).map { row in
            Self(
                message: message,
                number: try row.decode(forColumn: "number"),
                day: try row.decode(forColumn: "day"),
                method: try row.decode(forColumn: "method"),
                type: try row.decode(forColumn: "type"),
                domain: try row.decode(forColumn: "domain"),
                start: try row.decode(forColumn: "start"),
                evidence: StatusEvidence(
                    facts: try row.decode(forColumn: "facts"),
                    superseded: try row.decode(forColumn: "superseded")
                )
            )
        }
    }
}

/// Evidence in two columns: only kinds, times, positions and what is unproved, which is all that counting needs.
extension StatusEvidence {
    /// The facts as `KIND:AT:POSITION`, or `KIND:AT:POSITION:unproved`, in order.
    fileprivate var factText: String {
        kept.sorted { $0.key < $1.key }.flatMap { kind, facts in
            facts.map { "\(kind.rawValue):\($0.at):\($0.position)\($0.isUnproved ? ":unproved" : "")" }
        }.joined(separator: " ")
    }

    /// The positions that count no more, in order.
    fileprivate var supersededText: String {
        superseded.sorted().map(String.init).joined(separator: " ")
    }

    fileprivate init(facts: String, superseded: String) {
        self.init()
        for fact in facts.split(separator: " ") {
            let parts = fact.split(separator: ":")
            guard
                parts.count >= 3, let kind = Kind(rawValue: String(parts[0])), let at = Int64(parts[1]),
                let position = Int64(parts[2])
            else { continue }
            var known = EvidenceFact(at: at, position: position)
            known.isUnproved = parts.count > 3
            add(kind, known)
        }
        for position in superseded.split(separator: " ").compactMap({ Int64($0) }) { supersede(position) }
    }
}
