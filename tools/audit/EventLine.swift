import Ledger
import MailLedger

/// An event as one line of JSON: what its header says, and its data as far as the keys open it.
struct EventLine: Encodable {
    var position: Int64
    var id: String
    var type: String
    var schema: Int
    var occurredAt: String
    var recordedAt: String
    var document: String?
    var message: String?
    var recipient: Int?
    var attempt: Int?
    var actor: String?
    var bodyHash: String
    var data: JSONValue

    init(_ event: RecordedMailEvent) {
        let header = event.header
        position = header.position
        id = header.id.description
        type = header.type.rawValue
        schema = header.schema
        occurredAt = header.occurredAt.description
        recordedAt = header.recordedAt.description
        document = header.document?.description
        message = header.message?.description
        recipient = header.recipient
        attempt = header.attempt
        actor = header.actor?.description
        bodyHash = header.bodyHash.description
        data = event.data
    }
}

/// An event as one line of JSON with the exact text that is stored, for others to hash.
struct StoredEventLine: Encodable {
    var position: Int64
    var header: String
    var body: String

    init(_ event: RecordedEvent) {
        position = event.header.position
        header = String(decoding: event.entry, as: UTF8.self)
        body = String(decoding: event.body, as: UTF8.self)
    }
}
