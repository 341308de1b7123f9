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
    /// The kinds of evidence there are: the weightiest decides the status, so that no order matters.
    var kinds: Set<StatusEvidence.Kind> = []
    var deliveredAt: Int64?
    var readAt: Int64?

    /// Adds evidence; what is known already changes nothing.
    mutating func add(_ news: StatusEvidence) {
        for (kind, fact) in news.facts {
            kinds.insert(kind)
            switch kind {
            case .delivered: deliveredAt = min(deliveredAt ?? .max, fact.at)
            case .likelyRead, .read: readAt = min(readAt ?? .max, fact.at)
            default: break
            }
        }
    }

    /// What it adds one to.
    var measures: Set<String> {
        guard let decisive = kinds.max() else { return [] }
        var measures: Set<String> = [ReportMeasure.copies, ReportMeasure.status(decisive)]
        if !kinds.isDisjoint(with: Self.left) { measures.insert(ReportMeasure.sent) }
        if let deliveredAt { measures.insert(ReportMeasure.timeToDeliver(deliveredAt - start)) }
        if let readAt { measures.insert(ReportMeasure.timeToRead(readAt - start)) }
        return measures
    }

    /// The kinds of evidence that show that a copy has left.
    private static let left: Set<StatusEvidence.Kind> = [.sent, .relayed, .delivered, .likelyRead, .read, .complained]

    /// Writes the copy, and counts the difference.
    func store(over before: Self?, in db: Database) throws {
        let list = kinds.sorted().map(\.rawValue).joined(separator: " ")
        try db.run(
            """
            INSERT INTO copy (message, number, day, method, type, domain, start, kinds, delivered_at, read_at)
            VALUES (
                \(message), \(number), \(day), \(method), \(type), \(domain), \(start), \(list), \(deliveredAt), \(readAt)
            ) ON CONFLICT (message, number) DO UPDATE SET kinds = excluded.kinds,
                delivered_at = excluded.delivered_at, read_at = excluded.read_at
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
            let kinds: String = try row.decode(forColumn: "kinds")
            return Self(
                message: message,
                number: try row.decode(forColumn: "number"),
                day: try row.decode(forColumn: "day"),
                method: try row.decode(forColumn: "method"),
                type: try row.decode(forColumn: "type"),
                domain: try row.decode(forColumn: "domain"),
                start: try row.decode(forColumn: "start"),
                kinds: Set(kinds.split(separator: " ").compactMap { StatusEvidence.Kind(rawValue: String($0)) }),
                deliveredAt: try row.decode(forColumn: "delivered_at"),
                readAt: try row.decode(forColumn: "read_at")
            )
        }
    }
}
