import DocumentTimeline
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Testing

@Suite("The timeline of a document")
struct TimelineTests {
    private let bench = Bench()
    private let id = OpaqueID.random()

    private func document(_ number: String) -> Document {
        Document(id: "inv-1", type: .invoice, number: number, customer: Customer(id: "c-1", name: "Café Zuid"))
    }

    /// Two registrations with a letter between them, and another document's events all around.
    private func fill() async throws {
        let letter = Letter(document: id, addresses: ["person@example.com", "bo@example.nl"])
        let other = Letter(document: .random())
        try await bench.append(
            .registered(id, document("2026-001"), at: 0),
            other.queued(at: 1),
            letter.queued(at: 2),
            letter.fact(.attempted, to: 2, attempt: 1, at: 3),
            other.fact(.sent, at: 4),
            letter.fact(.sent, to: 2, attempt: 1, at: 5),
            .registered(id, document("2026-001a"), at: 6),
            letter.fact(.delivered, to: 2, at: 7)
        )
    }

    private func timeline(_ asOf: AsOf? = nil, after: Int64? = nil, limit: Int = 50) async throws -> Timeline? {
        let id = id
        return try await bench.read(DocumentTimeline.self) {
            try DocumentTimeline.timeline(document: id, asOf: asOf, after: after, limit: limit, in: $0)
        }
    }

    @Test func `it tells what happened, in order, and to whom`() async throws {
        try await fill()
        let timeline = try #require(try await timeline())
        #expect(timeline.document?.number == "2026-001a")
        #expect(timeline.position == 7)
        #expect(timeline.next == nil)
        #expect(timeline.entries.map(\.position) == [0, 2, 3, 5, 6, 7])
        #expect(
            timeline.entries.map(\.type.rawValue) == [
                "document.registered", "message.queued", "message.attempted", "message.sent", "document.registered",
                "message.delivered",
            ]
        )
        let sent = timeline.entries[3]
        #expect(sent.recipient?.number == 2)
        #expect(sent.recipient?.address == "bo@example.nl")
        #expect(sent.attempt == 1)
        #expect(sent.occurredAt == .second(5))
        guard case .object(let data) = timeline.entries[1].data else {
            Issue.record("the body of message.queued is no object")
            return
        }
        #expect(data["subject"] == .string("Invoice 2026-001"))
    }

    @Test(arguments: [
        (AsOf.position(0), [0], "2026-001"), (.position(4), [0, 2, 3], "2026-001"),
        (.position(5), [0, 2, 3, 5], "2026-001"), (.position(6), [0, 2, 3, 5, 6], "2026-001a"),
        (.time(.second(0)), [0], "2026-001"), (.time(.second(4)), [0, 2, 3], "2026-001"),
        (.time(.second(6)), [0, 2, 3, 5, 6], "2026-001a"), (.time(.second(99)), [0, 2, 3, 5, 6, 7], "2026-001a"),
    ])
    func `it can be seen as it was known`(asOf: AsOf, positions: [Int64], number: String) async throws {
        try await fill()
        let timeline = try #require(try await timeline(asOf))
        #expect(timeline.entries.map(\.position) == positions)
        #expect(timeline.document?.number == number)
    }

    @Test func `what was not known then has no timeline`() async throws {
        try await fill()
        #expect(try await timeline(.time(.second(-1))) == nil)
        #expect(
            try await bench.read(DocumentTimeline.self) {
                try DocumentTimeline.timeline(document: .random(), asOf: nil, after: nil, limit: 1, in: $0)
            } == nil
        )
    }

    @Test func `its pages join without a seam`() async throws {
        try await fill()
        var positions: [Int64] = []
        var after: Int64?
        repeat {
            let page = try #require(try await timeline(after: after, limit: 2))
            #expect(page.entries.count <= 2)
            positions += page.entries.map(\.position)
            after = page.next
        } while after != nil
        #expect(positions == [0, 2, 3, 5, 6, 7])
    }

    @Test func `after an erasure the events stay and the document is gone`() async throws {
        try await fill()
        try await bench.keys.erase(.document(id))
        let timeline = try #require(try await timeline())
        #expect(timeline.document == nil)
        #expect(timeline.entries.count == 6)
    }

    @Test func `documents are listed, those registered last first, and found by their words`() async throws {
        let types: [DocumentType] = [.invoice, .quote, .invoice]
        let ids = types.map { _ in OpaqueID.random() }
        for (number, type) in types.enumerated() {
            let document = Document(
                id: "d-\(number)",
                type: type,
                number: "2026-00\(number)",
                customer: Customer(id: "c", name: number == 0 ? "Café Zuid" : "Bakker")
            )
            try await bench.append(.registered(ids[number], document, at: number))
        }
        let view = try await bench.open(DocumentTimeline.self)
        func list(_ filter: DocumentFilter, cursor: String? = nil, limit: Int = 9) async throws -> DocumentPage {
            try await view.read { try DocumentTimeline.documents(filter, cursor: cursor, limit: limit, in: $0) }
        }
        #expect(try await list(DocumentFilter()).items.map(\.id) == ids.reversed())
        #expect(try await list(DocumentFilter(type: .invoice)).items.map(\.id) == [ids[2], ids[0]])
        #expect(try await list(DocumentFilter(text: "cafe")).items.map(\.id) == [ids[0]])
        #expect(try await list(DocumentFilter(text: "2026-001")).items.map(\.id) == [ids[1]])
        #expect(try await list(DocumentFilter(text: "?!")).items.isEmpty)
        let first = try await list(DocumentFilter(), limit: 2)
        #expect(try await list(DocumentFilter(), cursor: first.next, limit: 2).items.map(\.id) == [ids[0]])
        let item = try await view.read { [id = ids[1]] in try DocumentTimeline.document(id, in: $0) }
        #expect(item?.document?.type == .quote)
    }
}
