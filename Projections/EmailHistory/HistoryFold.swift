import GRDB
import Ledger
import Mail
import ProjectionEngine

extension EmailHistory {
    static func register(_ document: Document?, as id: OpaqueID?, in db: Database) throws {
        guard let id else { return }
        try db.run(
            """
            INSERT INTO document (id, callers_id, type, number, customer)
            VALUES (\(id), \(document?.id), \(document?.type), \(document?.number), \(document?.customer?.name))
            ON CONFLICT (id) DO UPDATE SET callers_id = excluded.callers_id, type = excluded.type,
                number = excluded.number, customer = excluded.customer
            """
        )
        let request = SQLRequest<Int64>(literal: "SELECT queued FROM message WHERE document = \(id)", cached: true)
        for queued in try request.fetchAll(db) { try index(queued, in: db) }
    }

    /// Takes a message in; one that is known already is left as it is.
    static func insert(_ message: MessageQueued, _ header: EventHeader, in db: Database) throws {
        guard let id = header.message else { return }
        let none = ExplainedStatus(StatusEvidence())
        let reason = try JSONText.encode(none.reason)
        try db.run(
            """
            INSERT INTO message (queued, id, document, subject, method, queued_at, send_at, resend_of, batch, status, reason,
                last, body_hash
            ) VALUES (
                \(header.position), \(id), \(header.document), \(message.subject), \(message.method),
                \(header.occurredAt), \(message.sendAt), \(message.resendOf.flatMap { OpaqueID($0) }),
                \(message.batch.flatMap { OpaqueID($0) }), \(none.status), \(try JSONText.encode(MessageReason())),
                \(header.position), \(header.bodyHash)
            ) ON CONFLICT (id) DO NOTHING
            """
        )
        guard db.changesCount == 1 else { return }
        for (number, recipient) in message.numberedRecipients {
            let key = recipient.address?.lowercased()
            let domain = key.flatMap { key in key.lastIndex(of: "@").map { String(key[key.index(after: $0)...]) } }
            try db.run(
                """
                INSERT INTO recipient (
                    queued, number, role, address, address_key, domain, name, message_id, tracked, tracking_basis,
                    status, reason, because
                ) VALUES (
                    \(header.position), \(number), \(recipient.role), \(recipient.address), \(key), \(domain),
                    \(recipient.name), \(recipient.messageID), \(recipient.tracked),
                    \(recipient.trackingBasis ?? message.trackingBasis), \(none.status), \(reason), '[]'
                )
                """
            )
        }
        try index(header.position, in: db)
    }

    /// Writes what the free-text search finds a message by.
    private static func index(_ queued: Int64, in db: Database) throws {
        try db.run("DELETE FROM search WHERE rowid = \(queued)")
        let message = SQLRequest<Row>(
            literal: """
                SELECT m.subject, d.number, d.callers_id, d.customer
                FROM message m LEFT JOIN document d ON d.id = m.document WHERE m.queued = \(queued)
                """,
            cached: true
        )
        let recipients = SQLRequest<Row>(
            literal: """
                SELECT name, address FROM recipient WHERE queued = \(queued) ORDER BY number
                """,
            cached: true
        )
        guard let row = try message.fetchOne(db) else { return }
        let others = try recipients.fetchAll(db)
        let names = [row["customer"]] + others.map { $0["name"] as DatabaseValue }
        let subject: String? = try row.decode(forColumn: "subject")
        try db.run(
            """
            INSERT INTO search (rowid, subject, number, names, addresses) VALUES (
                \(queued), \(subject ?? ""), \(words([row["number"], row["callers_id"]])), \(words(names)),
                \(words(others.map { $0["address"] }))
            )
            """
        )
    }

    private static func words(_ values: [DatabaseValue]) -> String {
        values.compactMap { String.fromDatabaseValue($0) }.joined(separator: " ")
    }
}
