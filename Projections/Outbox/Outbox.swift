import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine

/// The copies that are still to be sent, for the dispatcher.
///
/// It errs on one side only: a copy that may have left is never offered again. So a message is taken in once, an attempt
/// counts only if its number is higher than that of the last one, a deferral only if it ends the attempt under way, and any
/// other outcome ends the copy for good, whichever attempt it names.
package enum Outbox: Projection {
    /// The name of the view's file.
    package static let name = "outbox"
    /// The version of tables and fold.
    package static let version = 3

    /// The tables, for the comparison.
    package static let tables = [
        ViewTable("message", order: ["id"], state: ["id", "position"]),
        ViewTable(
            "copy",
            order: ["message", "recipient"],
            state: ["message", "recipient", "state", "attempt", "refusals", "due", "position", "last"]
        ),
        ViewTable("handed_over", order: ["method", "hour"], state: ["method", "hour", "copies"]),
    ]

    /// Makes the tables.
    package static func createTables(_ db: Database) throws {
        try db.execute(
            sql: """
                -- Every message ever queued, so that none is taken in twice.
                CREATE TABLE message (
                    id BLOB PRIMARY KEY NOT NULL,
                    position INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE copy (
                    message BLOB NOT NULL,
                    recipient INTEGER NOT NULL,
                    document BLOB,
                    method TEXT NOT NULL,
                    state TEXT NOT NULL CHECK (state IN ('queued', 'attempting', 'deferred')),
                    attempt INTEGER NOT NULL,
                    refusals INTEGER NOT NULL,
                    due INTEGER NOT NULL,
                    queued_at INTEGER NOT NULL,
                    role TEXT NOT NULL,
                    address TEXT,
                    sender TEXT,
                    return_path TEXT,
                    message_id TEXT NOT NULL,
                    content TEXT NOT NULL,
                    content_hash TEXT NOT NULL,
                    size INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    last INTEGER NOT NULL,
                    PRIMARY KEY (message, recipient)
                ) STRICT, WITHOUT ROWID;

                CREATE INDEX copy_by_due ON copy (method, due, position, recipient) WHERE state <> 'attempting';
                CREATE INDEX copy_interrupted ON copy (position, recipient) WHERE state = 'attempting';

                -- How many copies each method handed over in the hours (since 1970) of the last two days, for its limits.
                CREATE TABLE handed_over (
                    method TEXT NOT NULL,
                    hour INTEGER NOT NULL,
                    copies INTEGER NOT NULL,
                    PRIMARY KEY (method, hour)
                ) STRICT, WITHOUT ROWID;
                """
        )
    }

    /// What comes back about a copy that has left, pixel hits above all, changes nothing here.
    package static func concerns(_ type: EventType) -> Bool {
        [
            .messageQueued, .messageAttempted, .messageDeferred, .messageSent, .messageRejected, .messageUncertain,
            .messageCancelled, .messageExpired,
        ].contains(type)
    }

    /// Writes what an event means for the copies that are still to be sent.
    package static func fold(_ event: RecordedMailEvent, into db: Database) throws {
        guard let message = event.header.message, let fact = event.event else { return }
        let copies = Copies(message: message, recipient: event.header.recipient, header: event.header)
        switch fact {
        case .messageQueued(let queued): try copies.insert(queued, in: db)
        case .messageAttempted: try copies.attempt(in: db)
        case .messageDeferred(let report): try copies.postpone(report, in: db)
        case .messageSent(let report), .messageUncertain(let report):
            try copies.count(by: report.method, in: db)
            try copies.remove(in: db)
        case .messageRejected, .messageCancelled, .messageExpired: try copies.remove(in: db)
        default: break
        }
    }
}

/// The copies that an event is about: one recipient's, or all of the message where it names none.
private struct Copies {
    let message: OpaqueID
    let recipient: Int?
    let header: EventHeader

    private var theseCopies: SQL {
        guard let recipient else { return "message = \(message)" }
        return "message = \(message) AND recipient = \(recipient)"
    }

    func insert(_ queued: MessageQueued, in db: Database) throws {
        try db.run(
            """
            INSERT INTO message (id, position) VALUES (\(message), \(header.position))
            ON CONFLICT DO NOTHING
            """
        )
        guard db.changesCount == 1 else { return }
        // A scheduled message is not late, nor to be given up, before the moment at which it may leave.
        let leaves = max(header.occurredAt, queued.sendAt.map(Timestamp.init(microseconds:)) ?? header.occurredAt)
        for (number, copy) in queued.numberedRecipients {
            try db.run(
                """
                INSERT INTO copy (
                    message, recipient, document, method, state, attempt, refusals, due, queued_at, role, address, sender,
                    return_path, message_id, content, content_hash, size, position, last
                ) VALUES (
                    \(message), \(number), \(header.document), \(queued.method), 'queued', 0, 0, \(leaves),
                    \(leaves), \(copy.role), \(copy.address), \(queued.from), \(queued.returnPath),
                    \(copy.messageID), \(copy.content), \(copy.contentHash), \(copy.size), \(header.position),
                    \(header.position)
                )
                """
            )
        }
    }

    func attempt(in db: Database) throws {
        if let attempt = header.attempt {
            try db.run(
                """
                UPDATE copy SET state = 'attempting', attempt = \(attempt), last = \(header.position)
                WHERE \(theseCopies) AND attempt < \(attempt)
                """
            )
        } else {
            try db.run(
                """
                UPDATE copy SET state = 'attempting', attempt = attempt + 1, last = \(header.position)
                WHERE \(theseCopies)
                """
            )
        }
    }

    func postpone(_ report: SendReport, in db: Database) throws {
        // A copy that waits for its method alone stays due: it goes as soon as the method is well again.
        let rests = report.methodRests == true
        let now = header.occurredAt.microseconds
        let (due, refusals) = rests ? (now, 0) : (report.nextAttemptAt ?? now, 1)
        let sameAttempt: SQL = header.attempt.map { "attempt = \($0)" } ?? "TRUE"
        try db.run(
            """
            UPDATE copy SET state = 'deferred', due = \(due), refusals = refusals + \(refusals),
                last = \(header.position)
            WHERE \(theseCopies) AND state = 'attempting' AND \(sameAttempt)
            """
        )
    }

    /// Counts what a method handed over, or may have.
    func count(by method: MethodKind, in db: Database) throws {
        let hour = header.occurredAt.hour
        try db.run(
            """
            INSERT INTO handed_over (method, hour, copies) VALUES (\(method), \(hour), 1)
            ON CONFLICT DO UPDATE SET copies = copies + 1
            """
        )
        try db.run("DELETE FROM handed_over WHERE hour < \(hour - 48)")
    }

    func remove(in db: Database) throws {
        try db.run("DELETE FROM copy WHERE \(theseCopies)")
    }
}

extension Timestamp {
    /// The number of the hour since 1970 in which the moment lies.
    package var hour: Int64 { microseconds / 3_600_000_000 }
}
