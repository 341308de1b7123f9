import Foundation
import Ledger
import Mail
import MailLedger
import Testing

@Suite("Mail facts in a ledger")
struct MailArchiveTests {
    private let keys = MemoryKeyStore()
    private let index = IndexKey.random()
    private let ledger = OpaqueID.random()

    private var archive: MailArchive { MailArchive(ledger: ledger, index: index, keys: keys) }

    private func seal(_ event: MailEvent) async throws -> RecordedEvent {
        let sealed = try await archive.seal([SampleFacts.fact(event)])
        return RecordedEvent(try #require(sealed.first), in: ledger, position: 3)
    }

    private func open(_ event: RecordedEvent) async throws -> RecordedMailEvent {
        try #require(try await archive.open([event]).first)
    }

    @Test(arguments: SampleFacts.events)
    func `a fact comes back as it was stated, and nobody's words stand in the body`(event: MailEvent) async throws {
        let recorded = try await seal(event)
        let opened = try await open(recorded)
        #expect(opened.event == event)
        #expect(opened.header.type == event.type)
        #expect(opened.position == 3)
        #expect(opened.bodyHash == Hash(of: recorded.body))
        let body = String(decoding: recorded.body, as: UTF8.self)
        for words in SampleFacts.personal { #expect(!body.contains(words), "\(event.type.rawValue): \(words)") }
    }

    @Test func `the samples hold every personal word that is looked for`() {
        let all = SampleFacts.events.map { "\($0)" }.joined()
        for words in SampleFacts.personal { #expect(all.contains(words)) }
    }

    @Test func `with a person's key gone, that person's fields read as nil and the rest remains`() async throws {
        let queued = try #require(SampleFacts.events.first { $0.type == .messageQueued })
        let recorded = try await seal(queued)
        try await keys.erase(index.person(address: "Person@Example.com"))
        guard
            case .messageQueued(var expected) = queued, case .messageQueued(let left) = try await open(recorded).event
        else {
            Issue.record("not a queued message")
            return
        }
        expected.recipients["1"]?.address = nil
        expected.recipients["1"]?.name = nil
        #expect(left == expected)
    }

    @Test func `with a document's key gone, its content reads as nil and the rest remains`() async throws {
        let events = SampleFacts.events.filter { [.messageQueued, .documentRegistered].contains($0.type) }
        var recorded: [RecordedEvent] = []
        for event in events { recorded.append(try await seal(event)) }
        try await keys.erase(.document(SampleFacts.document))
        let opened = try await archive.open(recorded).map(\.event)
        #expect(opened.first == .documentRegistered(DocumentRegistered(document: nil)))
        guard case .messageQueued(var expected) = events.last, case .messageQueued(let left) = opened.last else {
            Issue.record("not a queued message")
            return
        }
        expected.subject = nil
        expected.from = nil
        expected.returnPath = nil
        expected.advice = nil
        expected.keptFiles?["1"]?.name = nil
        expected.keptFiles?["1"]?.contentHash = nil
        expected.attachments["1"]?.name = nil
        expected.attachments["1"]?.contentHash = nil
        #expect(left == expected)
    }

    @Test(arguments: SampleFacts.events)
    func `with every key gone, what is clear remains`(event: MailEvent) async throws {
        let recorded = try await seal(event)
        let stranger = MailArchive(ledger: ledger, index: index, keys: MemoryKeyStore())
        let opened = try #require(try await stranger.open([recorded]).first)
        #expect(opened.event?.type == event.type)
        let text = "\(opened)"
        for words in SampleFacts.personal { #expect(!text.contains(words)) }
    }

    @Test func `a sealed part that was moved into another event does not open`() async throws {
        let event = try #require(SampleFacts.events.first { $0.type == .messageSent })
        let first = try await seal(event)
        let second = try await seal(event)
        let moved = RecordedEvent(header: second.header, entry: [], body: first.body)
        await #expect(throws: SealingError.notAuthentic) { try await open(moved) }
    }

    @Test(arguments: ["", "[]", "{", "{\"data\":1,\"sealed\":3}"])
    func `a body that is no body is refused with its position`(text: String) async throws {
        let event = try await seal(.messageAttempted(MessageAttempted(method: .smtp)))
        let broken = RecordedEvent(header: event.header, entry: [], body: Array(text.utf8))
        await #expect(throws: MailArchiveError.malformedBody(position: 3)) { try await open(broken) }
    }

    @Test func `words without a person are refused, never written in clear`() async throws {
        let event = try #require(SampleFacts.events.first { $0.type == .messageBounced })
        let fact = MailFact(event, message: .random(), recipient: 1, occurredAt: Timestamp(microseconds: 0))
        await #expect(throws: MailArchiveError.noPerson(.messageBounced)) { try await archive.seal([fact]) }
    }

    @Test func `a fact about somebody who was erased is refused`() async throws {
        let event = try #require(SampleFacts.events.first { $0.type == .messageBounced })
        try await keys.erase(.person(SampleFacts.message))
        await #expect(throws: KeyStoreError.erased(.person(SampleFacts.message))) { try await seal(event) }
    }

    @Test(arguments: [("message.teleported", 1), ("message.sent", 2)])
    func `a kind or version of a later program is passed through unread`(type: String, schema: Int) async throws {
        var event = try await seal(.messageAttempted(MessageAttempted(method: .smtp)))
        var header = event.header
        header.type = EventType(rawValue: type)
        header.schema = schema
        event = RecordedEvent(header: header, entry: [], body: event.body)
        let opened = try await open(event)
        #expect(opened.event == nil)
        #expect(opened.data == .object(["method": .string("smtp")]))
    }
}
