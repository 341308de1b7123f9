import Ledger
import Mail
import MailLedger

/// An event of the ledger as the feed shows it.
struct EventAnswer: Encodable, Sendable {
    /// The opaque ids that the event's header names.
    struct Subjects: Encodable, Sendable {
        let document: String?
        let message: String?
        let recipient: Int?
        let attempt: Int?
    }

    let position: Int64
    let id: String
    let type: String
    let schema: Int
    let occurredAt: String
    let recordedAt: String
    let subjects: Subjects
    let data: JSONValue

    init(_ event: RecordedMailEvent) {
        let header = event.header
        position = header.position
        id = header.id.description
        type = header.type.rawValue
        schema = header.schema
        occurredAt = header.occurredAt.description
        recordedAt = header.recordedAt.description
        subjects = Subjects(
            document: header.document?.description,
            message: header.message?.description,
            recipient: header.recipient,
            attempt: header.attempt
        )
        data = Self.data(of: event)
    }

    /// What the event says, its one time that is stored as a number written as all others are.
    private static func data(of event: RecordedMailEvent) -> JSONValue {
        guard case .ledgerRestored(let restored) = event.event, case .object(var fields) = event.data else {
            return event.data
        }
        fields["madeAt"] = .string(Timestamp(microseconds: restored.madeAt).description)
        return .object(fields)
    }
}

/// A piece of the feed; `next` is what to pass as `after` to go on, null only where nothing was ever read.
struct EventsAnswer: Encodable, Sendable {
    let events: [EventAnswer]
    let next: Int64?

    private enum Keys: String, CodingKey { case events, next }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encode(events, forKey: .events)
        try fields.encode(next, forKey: .next)
    }
}
