import Ledger
import Mail
import MailLedger
import Outbox
import SeededNumbers
import Testing

@Suite("The outbox")
struct OutboxTests {
    private let bench = Bench()

    private func due(at second: Int = 1000) async throws -> [PendingCopy] {
        try await bench.read(Outbox.self) { try Outbox.due(by: .sandbox, at: .second(second), limit: 100, in: $0) }
    }

    private func interrupted() async throws -> [PendingCopy] {
        try await bench.read(Outbox.self) { try Outbox.interrupted(in: $0) }
    }

    @Test func `a queued message gives one copy for each recipient, with all that sending needs`() async throws {
        let letter = Letter(document: .random(), addresses: ["person@example.com", "bo@example.nl"])
        try await bench.append(letter.queued(at: 5))
        #expect(try await due(at: 4).isEmpty)
        let copies = try await due(at: 5)
        #expect(copies.map(\.recipient) == [1, 2])
        let copy = try #require(copies.last)
        #expect(copy.message == letter.id)
        #expect(copy.document == letter.document)
        #expect(copy.address == "bo@example.nl")
        #expect(copy.from == "office@example.nl")
        #expect(copy.state == .queued)
        #expect(copy.attempt == 0)
        #expect(copy.content.text == "content-2")
        #expect(copy.messageID.hasSuffix(".2@mail.example.com"))
        #expect(try await bench.read(Outbox.self) { try Outbox.nextDue(by: .sandbox, in: $0) } == .second(5))
        #expect(try await bench.read(Outbox.self) { try Outbox.pendingCount(in: $0) } == 2)
    }

    @Test func `a copy that is being tried is not due, and is found as interrupted`() async throws {
        let letter = Letter()
        try await bench.append(letter.queued(at: 0), letter.fact(.attempted, attempt: 1, at: 1))
        #expect(try await due().isEmpty)
        #expect(try await interrupted().map(\.attempt) == [1])
    }

    @Test func `a deferred copy is due again when the report says so`() async throws {
        let letter = Letter()
        try await bench.append(
            letter.queued(at: 0),
            letter.fact(.attempted, attempt: 1, at: 1),
            letter.fact(.deferred(until: 60), attempt: 1, at: 2)
        )
        #expect(try await due(at: 59).isEmpty)
        #expect(try await due(at: 60).map(\.attempt) == [1])
        #expect(try await interrupted().isEmpty)
    }

    private static let ends: [MailEvent] = [
        .sent, .messageRejected(SendReport(method: .sandbox, stage: "rcpt")),
        .messageUncertain(SendReport(method: .sandbox, stage: "finalDot")),
        .messageCancelled(MessageCancelled(reason: "withdrawn")), .messageExpired(MessageExpired(reason: "too late")),
    ]

    @Test(arguments: ends)
    func `a copy that ended never comes back, whatever is said afterwards`(end: MailEvent) async throws {
        let letter = Letter()
        try await bench.append(
            letter.queued(at: 0),
            letter.fact(.attempted, attempt: 1, at: 1),
            letter.fact(end, attempt: 1, at: 2),
            letter.fact(.attempted, attempt: 2, at: 3),
            letter.fact(.deferred(until: 4), attempt: 2, at: 4),
            letter.queued(at: 5)
        )
        #expect(try await due().isEmpty)
        #expect(try await interrupted().isEmpty)
    }

    @Test func `a late deferral of an earlier attempt does not free the attempt under way`() async throws {
        let letter = Letter()
        try await bench.append(
            letter.queued(at: 0),
            letter.fact(.attempted, attempt: 1, at: 1),
            letter.fact(.deferred(until: 3), attempt: 1, at: 2),
            letter.fact(.attempted, attempt: 2, at: 3),
            letter.fact(.deferred(until: 3), attempt: 1, at: 4),
            letter.fact(.attempted, attempt: 1, at: 5)
        )
        #expect(try await due().isEmpty)
        #expect(try await interrupted().map(\.attempt) == [2])
    }

    @Test func `withdrawing a message without naming a recipient withdraws all its copies`() async throws {
        let letter = Letter(addresses: ["person@example.com", "bo@example.nl"])
        let other = Letter()
        try await bench.append(
            letter.queued(at: 0),
            other.queued(at: 1),
            letter.fact(.messageCancelled(MessageCancelled(reason: "withdrawn")), to: nil, at: 2)
        )
        #expect(try await due().map(\.message) == [other.id])
    }

    @Test func `what is due first comes first`() async throws {
        let letters = [Letter(), Letter(), Letter()]
        try await bench.append(letters[0].queued(at: 9), letters[1].queued(at: 3), letters[2].queued(at: 9))
        #expect(try await due().map(\.message) == [letters[1].id, letters[0].id, letters[2].id])
    }

    /// Whatever stands in the ledger, in whatever order, a copy is offered only if it cannot have left.
    @Test(arguments: 0..<40)
    func `no copy is offered twice`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let letter = Letter(addresses: ["person@example.com", "bo@example.nl"])
        try await bench.append(letter.queued(at: 0))
        var ended: Set<Int> = []
        var open: [Int: Int] = [:]
        var facts: [MailFact] = []
        for second in 1...30 {
            let recipient = Int.random(in: 1...2, using: &random)
            let attempt = Int.random(in: 1...4, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: facts.append(letter.queued(at: second))
            case 1:
                facts.append(letter.fact(Self.ends.randomElement(using: &random) ?? .sent, to: recipient, at: second))
                ended.insert(recipient)
            case 2...5:
                facts.append(letter.fact(.attempted, to: recipient, attempt: attempt, at: second))
                if attempt > abs(open[recipient] ?? 0) { open[recipient] = attempt }
            default:
                facts.append(letter.fact(.deferred(until: 0), to: recipient, attempt: attempt, at: second))
                // A negative number stands for an attempt that was closed.
                if open[recipient] == attempt { open[recipient] = -attempt }
            }
        }
        try await bench.append(facts)
        let offered = Set(try await due().map(\.recipient))
        #expect(offered == Set([1, 2].filter { !ended.contains($0) && (open[$0] ?? 0) <= 0 }))
        let underWay = Set(try await interrupted().map(\.recipient))
        #expect(underWay == Set([1, 2].filter { !ended.contains($0) && (open[$0] ?? 0) > 0 }))
    }
}
