import DocumentTimeline
import HTTPTypes
import Hummingbird
import Ledger
import Mail
import MailLedger
import Postoffice

/// Documents and their timelines.
struct DocumentCalls: Sendable {
    var endpoints: [Endpoint] {
        [
            .granted(.send, .post, "/v1/documents", register),
            .granted(.read, .get, "/v1/documents", parameters: ["type", "q", "cursor", "limit"], list),
            .granted(.read, .get, "/v1/documents/{document}", one),
            .granted(
                .read,
                .get,
                "/v1/documents/{document}/timeline",
                parameters: ["asOf", "cursor", "limit"],
                timeline
            ),
        ]
    }

    @Sendable private func register(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let registered = try await grant.organization.register(
            try call.json(Document.self),
            idempotency: try call.callersKey(),
            actor: grant.actor
        )
        return try JSONAnswer.response(
            RegisteredAnswer(document: registered.document, position: registered.position),
            status: .created,
            headers: [
                .location: "/v1/documents/\(registered.document.id.pathPart)",
                .position: String(registered.position),
            ]
        )
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let page = try await grant.organization.documents(
            DocumentFilter(type: try call.query.choice("type"), text: call.query.text("q")),
            cursor: call.query.text("cursor"),
            limit: try call.query.limit()
        )
        // A document whose words were erased has nothing left to list it by.
        return try JSONAnswer.response(Page(items: page.items.compactMap(\.document), next: page.next))
    }

    @Sendable private func one(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.document(try call.part("document")))
    }

    @Sendable private func timeline(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let timeline = try await grant.organization.timeline(
            ofDocument: try call.part("document"),
            asOf: try call.query.asOf(),
            after: try call.query.position("cursor"),
            limit: Int(try call.query.limit())
        )
        return try JSONAnswer.response(TimelineAnswer(timeline))
    }
}

extension QueryParameters {
    /// The moment at which something is looked at; nil for now.
    func asOf() throws(Problem) -> AsOf? {
        switch try positionOrMoment("asOf") {
        case .position(let position)?: .position(position)
        case .moment(let moment)?: .time(moment)
        case nil: nil
        }
    }
}

/// A document that was just registered.
struct RegisteredAnswer: Encodable, Sendable {
    let document: Document
    let position: Int64
}

/// A document's timeline.
struct TimelineAnswer: Encodable, Sendable {
    struct Recipient: Encodable, Sendable {
        let number: Int
        let address: String?
    }

    struct Entry: Encodable, Sendable {
        let position: Int64
        let type: String
        let occurredAt: String
        let recordedAt: String
        let messageId: String?
        let recipient: Recipient?
        let attempt: Int?
        let detail: JSONValue
    }

    let document: Document?
    let position: Int64
    let entries: [Entry]
    let next: String?

    private enum Keys: String, CodingKey { case document, position, entries, next }

    init(_ timeline: Timeline) {
        document = timeline.document
        position = timeline.position
        entries = timeline.entries.map { entry in
            Entry(
                position: entry.position,
                type: entry.type.rawValue,
                occurredAt: entry.occurredAt.description,
                recordedAt: entry.recordedAt.description,
                messageId: entry.message?.description,
                recipient: entry.recipient.map { Recipient(number: $0.number, address: $0.address) },
                attempt: entry.attempt,
                detail: entry.data
            )
        }
        next = timeline.next.map(String.init)
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encodeIfPresent(document, forKey: .document)
        try fields.encode(position, forKey: .position)
        try fields.encode(entries, forKey: .entries)
        try fields.encode(next, forKey: .next)
    }
}
