import GRDB
import Ledger
import Mail
import ProjectionEngine

/// What became of one document of a batch.
package enum BatchItemState: String, Hashable, Sendable, CaseIterable, DatabaseValueConvertible {
    /// Its message waits, or some of its copies do.
    case queued
    /// All copies were handed over.
    case sent
    /// All copies have left, and of at least one it was never heard whether it was taken.
    case uncertain
    /// At least one copy was refused for good.
    case failed
    /// At least one copy was withdrawn, and none was refused.
    case cancelled
    /// It could not become a message.
    case refused

    /// What a message is, by its copies: open while one is; else the worst of them.
    static func rolledUp(_ copies: [Self]) -> Self {
        [.queued, .failed, .uncertain, .cancelled].first { copies.contains($0) } ?? .sent
    }
}

/// How far a batch has come.
package struct BatchProgress: Hashable, Sendable {
    /// The batch's id.
    package var id: OpaqueID
    /// The position of `batch.submitted`.
    package var position: Int64
    /// How many documents it has.
    package var count: Int
    /// The name of the list of what to send.
    package var content: String
    /// Who submitted it.
    package var actor: OpaqueID?
    /// When it was submitted.
    package var submittedAt: Timestamp
    /// When it was cancelled.
    package var cancelledAt: Timestamp?
    /// When the first of its messages left.
    package var firstLeftAt: Timestamp?
    /// When the last of them left so far.
    package var lastLeftAt: Timestamp?
    /// How many of its documents are in each state.
    package var states: [BatchItemState: Int]

    /// How many documents have not become messages, nor been refused.
    package var waiting: Int { max(0, count - states.values.reduce(0, +)) }

    /// Whether nothing of it is going to happen any more.
    package var isComplete: Bool { (waiting == 0 || cancelledAt != nil) && states[.queued, default: 0] == 0 }
}

/// What became of one document.
package struct BatchItem: Hashable, Sendable {
    /// Its place in the batch, from 0.
    package var number: Int
    /// Its message; nil where there is none.
    package var message: OpaqueID?
    /// What became of it.
    package var state: BatchItemState
    /// Why, where it did not go as asked.
    package var reason: String?
}

extension Batches {
    /// A batch; nil where there is none of this id.
    package static func progress(of id: OpaqueID, in db: Database) throws -> BatchProgress? {
        try batches("id = \(id)", limit: 1, in: db).first
    }

    /// Whether a batch was cancelled.
    package static func isCancelled(_ id: OpaqueID, in db: Database) throws -> Bool {
        let request: SQLRequest<Int> = "SELECT 1 FROM batch WHERE id = \(id) AND cancelled_at IS NOT NULL"
        return try request.fetchOne(db) != nil
    }

    /// The batches, newest first, that were submitted before a position.
    package static func list(before position: Int64?, limit: Int, in db: Database) throws -> [BatchProgress] {
        try batches("position < \(position ?? .max)", limit: limit, in: db)
    }

    /// The batches of which something is still to be done, oldest first.
    package static func open(in db: Database) throws -> [BatchProgress] {
        try batches(
            """
            (cancelled_at IS NULL AND settled < count) OR (cancelled_at IS NOT NULL AND queued > 0)
            """,
            limit: 1000,
            in: db
        ).reversed()
    }

    /// The documents of a batch that have come to something, in order, from a number on.
    package static func items(
        of id: OpaqueID,
        from number: Int,
        state: BatchItemState? = nil,
        limit: Int,
        in db: Database
    ) throws -> [BatchItem] {
        let only: SQL = state.map { "AND state = \($0)" } ?? ""
        let request: SQLRequest<Row> = """
            SELECT number, message, state, reason FROM item WHERE batch = \(id) AND number >= \(number) \(only)
            ORDER BY number LIMIT \(limit)
            """
        return try request.fetchAll(db).map { row in
            BatchItem(
                number: try row.decode(forColumn: "number"),
                message: try row.decode(forColumn: "message"),
                state: try row.decode(forColumn: "state"),
                reason: try row.decode(forColumn: "reason")
            )
        }
    }

    /// The numbers, from one to before another, that have come to something.
    package static func settled(of id: OpaqueID, in numbers: Range<Int>, db: Database) throws -> Set<Int> {
        let request: SQLRequest<Int> = """
            SELECT number FROM item
            WHERE batch = \(id) AND number >= \(numbers.lowerBound) AND number < \(numbers.upperBound)
            """
        return Set(try request.fetchAll(db))
    }

    private static func batches(_ selection: SQL, limit: Int, in db: Database) throws -> [BatchProgress] {
        let request: SQLRequest<Row> = "SELECT * FROM batch WHERE \(selection) ORDER BY position DESC LIMIT \(limit)"
        return try request.fetchAll(db).map { row in
            let id: OpaqueID = try row.decode(forColumn: "id")
            let counts: SQLRequest<Row> = "SELECT state, count(*) AS n FROM item WHERE batch = \(id) GROUP BY state"
            let states: [(BatchItemState, Int)] = try counts.fetchAll(db).map { row in
                (try row.decode(forColumn: "state"), try row.decode(forColumn: "n"))
            }
            return BatchProgress(
                id: id,
                position: try row.decode(forColumn: "position"),
                count: try row.decode(forColumn: "count"),
                content: try row.decode(forColumn: "content"),
                actor: try row.decode(forColumn: "actor"),
                submittedAt: try row.decode(forColumn: "submitted_at"),
                cancelledAt: try row.decode(forColumn: "cancelled_at"),
                firstLeftAt: try row.decode(forColumn: "first_left_at"),
                lastLeftAt: try row.decode(forColumn: "last_left_at"),
                states: Dictionary(states, uniquingKeysWith: { $1 })
            )
        }
    }
}
