import GRDB
import Ledger
import Mail
import ProjectionEngine

/// Writes one event into the batches.
struct BatchFold {
    let header: EventHeader

    func submit(_ submitted: BatchSubmitted, in db: Database) throws {
        guard let id = OpaqueID(submitted.batch) else { return }
        try db.run(
            """
            INSERT INTO batch (id, position, count, content, actor, submitted_at)
            VALUES (
                \(id), \(header.position), \(submitted.count), \(submitted.content), \(header.actor), \(header.occurredAt)
            ) ON CONFLICT DO NOTHING
            """
        )
    }

    func cancel(_ cancelled: BatchCancelled, in db: Database) throws {
        guard let id = OpaqueID(cancelled.batch) else { return }
        try db.run("UPDATE batch SET cancelled_at = \(header.occurredAt) WHERE id = \(id) AND cancelled_at IS NULL")
    }

    func refuse(_ refused: BatchItemRefused, in db: Database) throws {
        guard let id = OpaqueID(refused.batch) else { return }
        _ = try insert(batch: id, number: refused.index, message: nil, .refused, reason: refused.reason, in: db)
    }

    func queue(_ queued: MessageQueued, in db: Database) throws {
        guard let batch = queued.batch.flatMap({ OpaqueID($0) }), let number = queued.batchIndex,
            let message = header.message
        else { return }
        guard try insert(batch: batch, number: number, message: message, .queued, reason: nil, in: db) else { return }
        for (recipient, _) in queued.numberedRecipients {
            try db.run(
                "INSERT INTO copy (message, recipient, state) VALUES (\(message), \(recipient), \(BatchItemState.queued))"
            )
        }
    }

    /// Notes how a copy ended; an event that names no recipient is about all that are open.
    func end(_ state: BatchItemState, reason: String?, in db: Database) throws {
        guard let message = header.message else { return }
        let which: SQL = header.recipient.map { "recipient = \($0)" } ?? "state = \(BatchItemState.queued)"
        try db.run("UPDATE copy SET state = \(state) WHERE message = \(message) AND \(which)")
        guard db.changesCount > 0 else { return }
        let request = SQLRequest<BatchItemState>(
            literal: "SELECT state FROM copy WHERE message = \(message)",
            cached: true
        )
        let states = try request.fetchAll(db)
        let together = BatchItemState.rolledUp(states)
        // What went wrong with the worst copy is said, in whatever order the copies end.
        let worst = BatchItemState.rolledUp(states.filter { $0 != .queued })
        try db.run(
            """
            UPDATE item SET state = \(together), reason = coalesce(\(state == worst ? reason : nil), reason),
                last = \(header.position)
            WHERE message = \(message)
            """
        )
        if together == .sent || together == .uncertain { try left(message, in: db) }
        guard together != .queued else { return }
        try db.run(
            "UPDATE batch SET queued = queued - 1 WHERE id = (SELECT batch FROM item WHERE message = \(message))"
        )
        try db.run("DELETE FROM copy WHERE message = \(message)")
    }

    private func left(_ message: OpaqueID, in db: Database) throws {
        try db.run(
            """
            UPDATE batch SET first_left_at = min(coalesce(first_left_at, \(header.occurredAt)), \(header.occurredAt)),
                last_left_at = max(coalesce(last_left_at, \(header.occurredAt)), \(header.occurredAt))
            WHERE id = (SELECT batch FROM item WHERE message = \(message))
            """
        )
    }

    private func insert(
        batch: OpaqueID,
        number: Int,
        message: OpaqueID?,
        _ state: BatchItemState,
        reason: String?,
        in db: Database
    ) throws -> Bool {
        try db.run(
            """
            INSERT INTO item (batch, number, message, state, reason, last)
            VALUES (\(batch), \(number), \(message), \(state), \(reason), \(header.position))
            ON CONFLICT DO NOTHING
            """
        )
        guard db.changesCount == 1 else { return false }
        let queued = state == .queued ? 1 : 0
        try db.run("UPDATE batch SET settled = settled + 1, queued = queued + \(queued) WHERE id = \(batch)")
        return true
    }
}
