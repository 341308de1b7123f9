import Batches
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Testing

@Suite("The batches")
struct BatchesTests {
    private let bench = Bench()
    private let batch = OpaqueID.random()

    private func submitted(_ count: Int) -> MailFact {
        let event = BatchSubmitted(batch: batch.description, count: count, content: "list")
        return MailFact(.batchSubmitted(event), occurredAt: .second(1))
    }

    private func queued(_ letter: Letter, _ index: Int, at second: Int = 2) -> MailFact {
        var fact = letter.queued(at: second)
        guard case .messageQueued(var queued) = fact.event else { return fact }
        (queued.batch, queued.batchIndex) = (batch.description, index)
        fact.event = .messageQueued(queued)
        return fact
    }

    private func refused(_ index: Int) -> MailFact {
        let event = BatchItemRefused(batch: batch.description, index: index, reason: "to names nobody")
        return MailFact(.batchItemRefused(event), occurredAt: .second(3))
    }

    private func progress() async throws -> BatchProgress {
        let batch = batch
        return try #require(try await bench.read(Batches.self) { try Batches.progress(of: batch, in: $0) })
    }

    private func open() async throws -> [OpaqueID] {
        try await bench.read(Batches.self) { try Batches.open(in: $0).map(\.id) }
    }

    @Test(arguments: [[1, 2], [2, 1]])
    func `says what went wrong with a copy, whichever copy ends first`(order: [Int]) async throws {
        let letter = Letter(addresses: ["person@example.com", "bo@example.nl"])
        try await bench.append(submitted(1), queued(letter, 0))
        var report = SendReport(method: .sandbox, stage: "rcpt")
        report.text = "550 no such mailbox"
        let ends = [
            1: letter.fact(.messageRejected(report), to: 1, at: 10), 2: letter.fact(.sent, to: 2, at: 11),
        ]
        for number in order { try await bench.append(try #require(ends[number])) }
        let batch = batch
        let items = try await bench.read(Batches.self) { db in
            try Batches.items(of: batch, from: 0, state: nil, limit: 10, in: db)
        }
        #expect(items.map(\.state) == [.failed])
        #expect(items.map(\.reason) == ["550 no such mailbox"])
    }

    @Test func `counts what became of each document`() async throws {
        let letters = [Letter(addresses: ["person@example.com", "bo@example.nl"]), Letter(), Letter()]
        try await bench.append(
            submitted(5),
            queued(letters[0], 0),
            queued(letters[1], 1),
            queued(letters[2], 4),
            refused(2)
        )
        var now = try await progress()
        #expect(now.states == [.queued: 3, .refused: 1])
        #expect(now.waiting == 1)
        #expect(!now.isComplete)
        #expect(try await open() == [batch])

        try await bench.append(
            letters[0].fact(.sent, to: 1, at: 10),
            letters[1].fact(.sent, at: 11),
            letters[2].fact(.messageRejected(SendReport(method: .sandbox, stage: "rcpt")), at: 12)
        )
        now = try await progress()
        #expect(now.states == [.queued: 1, .sent: 1, .failed: 1, .refused: 1])
        try await bench.append(letters[0].fact(.sent, to: 2, at: 20), refused(3))
        now = try await progress()
        #expect(now.states == [.sent: 2, .failed: 1, .refused: 2])
        #expect(now.isComplete)
        #expect(now.firstLeftAt == .second(11) && now.lastLeftAt == .second(20))
        #expect(try await open().isEmpty)
    }

    @Test func `is open when cancelled only while something of it waits`() async throws {
        let letter = Letter()
        let cancelled = MailFact(.batchCancelled(BatchCancelled(batch: batch.description)), occurredAt: .second(5))
        try await bench.append(submitted(3), queued(letter, 0), cancelled)
        #expect(try await open() == [batch])
        try await bench.append(
            letter.fact(.messageCancelled(MessageCancelled(reason: "the batch was cancelled")), at: 6)
        )
        #expect(try await open().isEmpty)
        #expect(try await progress().isComplete)
    }

    @Test func `the same place is taken once, and strangers change nothing`() async throws {
        let (letter, other, single) = (Letter(), Letter(), Letter())
        try await bench.append(submitted(2), queued(letter, 0), queued(other, 0), refused(0), single.queued(at: 4))
        try await bench.append(other.fact(.sent, at: 5), single.fact(.sent, at: 6))
        #expect(try await progress().states == [.queued: 1])
        try await bench.append(letter.fact(.sent, at: 7), letter.fact(.sent, at: 8))
        #expect(try await progress().states == [.sent: 1])
        let batch = batch
        let settled = try await bench.read(Batches.self) { try Batches.settled(of: batch, in: 0..<2, db: $0) }
        #expect(settled == [0])
        #expect(try await bench.compare(Batches.self).isEqual)
    }

    @Test(arguments: [
        ([BatchItemState.sent, .sent], BatchItemState.sent), ([.sent, .queued], .queued), ([.sent, .failed], .failed),
        ([.cancelled, .sent], .cancelled), ([.uncertain, .sent], .uncertain), ([.failed, .uncertain], .failed),
    ])
    func `a document is what the worst of its copies is`(
        copies: [BatchItemState],
        together: BatchItemState
    ) async throws {
        let letter = Letter(addresses: ["person@example.com", "bo@example.nl"])
        try await bench.append(submitted(1), queued(letter, 0))
        for (offset, state) in copies.enumerated() {
            let event: MailEvent? =
                switch state {
                case .sent: .sent
                case .failed: .messageRejected(SendReport(method: .sandbox, stage: "rcpt"))
                case .uncertain: .messageUncertain(SendReport(method: .sandbox, stage: "finalDot"))
                case .cancelled: .messageCancelled(MessageCancelled(reason: "withdrawn"))
                case .queued, .refused: nil
                }
            if let event { try await bench.append(letter.fact(event, to: offset + 1, at: 10 + offset)) }
        }
        #expect(try await progress().states == [together: 1])
    }
}
