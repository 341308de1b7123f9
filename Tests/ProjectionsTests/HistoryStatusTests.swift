import EmailHistory
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import SeededNumbers
import Testing

@Suite("Statuses in the e-mail history")
struct HistoryStatusTests {
    private let bench = Bench()

    private func item(_ letter: Letter, _ bench: Bench? = nil) async throws -> HistoryItem {
        let found = try await (bench ?? self.bench).read(EmailHistory.self) { [id = letter.id] in
            try EmailHistory.message(id, in: $0)
        }
        return try #require(found)
    }

    @Test func `a message tells its document, its recipients, and when what happened`() async throws {
        let document = OpaqueID.random()
        let letter = Letter(
            document: document,
            addresses: ["Person@Example.com", "bo@example.nl"],
            names: ["Sample", nil],
            archive: "archive@example.nl"
        )
        try await bench.append(
            .registered(document, Document(id: "inv-1", type: .invoice, number: "2026-001"), at: 0),
            letter.queued(at: 1, method: .smtp),
            letter.fact(.attempted, attempt: 1, at: 2),
            letter.fact(.sent, attempt: 1, at: 3),
            letter.fact(.delivered, at: 4),
            letter.fact(.opened("person"), at: 5),
            letter.fact(.opened("scanner"), to: 2, at: 6)
        )
        let item = try await item(letter)
        #expect(item.document?.id == document)
        #expect(item.document?.callersID == "inv-1")
        #expect(item.document?.type == .invoice)
        #expect(item.document?.number == "2026-001")
        #expect(item.subject == "Invoice 2026-001")
        #expect(item.method == .smtp)
        #expect(item.status == .read)
        #expect(item.statusReason.text(in: .english) == "Of 2 recipients: 1 read, 1 in transit.")
        #expect(item.queuedAt == .second(1))
        #expect([item.position, item.lastPosition] == [1, 6])
        #expect([item.sentAt, item.deliveredAt, item.readAt] == [.second(3), .second(4), .second(5)])
        #expect(item.recipients.map(\.status) == [.read, .inTransit, .inTransit])
        #expect(item.recipients.map(\.role) == [.to, .to, .archive])
        #expect(item.recipients.map(\.address) == ["Person@Example.com", "bo@example.nl", "archive@example.nl"])
        #expect(item.recipients.map(\.because) == [[5], [1], [1]])
        #expect(item.recipients.first?.name == "Sample")
    }

    @Test func `an archive copy that was opened does not make the message read`() async throws {
        let letter = Letter(archive: "archive@example.nl")
        try await bench.append(letter.queued(at: 0), letter.fact(.opened("person"), to: 2, at: 1))
        let item = try await item(letter)
        #expect(item.status == .inTransit)
        #expect(item.readAt == nil)
    }

    @Test func `a failure after a delivery is shown with what it contradicts`() async throws {
        let letter = Letter()
        try await bench.append(
            letter.queued(at: 0),
            letter.fact(.bounced(.hard), at: 2),
            letter.fact(.delivered, at: 1)
        )
        let recipient = try #require(try await item(letter).recipients.first)
        #expect(recipient.status == .failed)
        #expect(recipient.failureClass == .hard)
        #expect(recipient.because == [1, 2])
        #expect(recipient.reason.words == "550 5.1.1 no such user")
        #expect(recipient.reason.contradictions.map(\.claim) == [.delivered])
    }

    private struct Outcome: Equatable {
        var message: [String?]
        var recipients: [[String?]]
        var times: [Timestamp?]

        init(_ item: HistoryItem) {
            message = [item.status.rawValue, item.statusReason.text(in: .french)]
            recipients = item.recipients.map {
                [$0.status.rawValue, $0.reason.text(in: .french), $0.failureClass?.rawValue]
            }
            times = [item.sentAt, item.deliveredAt, item.readAt]
        }
    }

    @Test(arguments: 0..<25)
    func `evidence in any order, with duplicates, gives the same answer`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let letter = Letter(addresses: ["person@example.com", "bo@example.nl"], archive: "archive@example.nl")
        let all: [MailEvent] = [
            .attempted, .deferred(until: 9), .sent, .delivered, .bounced(.soft), .bounced(.hard), .opened("person"),
            .opened("proxy"), .messageExpired(MessageExpired(reason: "nothing came")),
        ]
        let evidence = (1...3).flatMap { recipient in
            all.shuffled(using: &random).prefix(4).enumerated().map { offset, event in
                letter.fact(event, to: recipient, at: 10 * recipient + offset)
            }
        }
        try await bench.append([letter.queued(at: 0)] + evidence)
        let shuffled = Bench()
        let again = evidence.filter { _ in Bool.random(using: &random) }
        try await shuffled.append([letter.queued(at: 0)] + (evidence + again).shuffled(using: &random))
        #expect(Outcome(try await item(letter)) == Outcome(try await item(letter, shuffled)))
    }

    @Test(arguments: 0..<10)
    func `a verdict that replaces an earlier one counts in its stead`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let letter = Letter()
        var answer = DeliveryReport(source: "dsn", authentication: .signed)
        answer.supersedes = 1
        try await bench.append(
            letter.queued(at: 0),
            letter.fact(.bounced(.hard), at: 2),
            letter.fact(.messageAnswered(answer), at: 2)
        )
        let recipient = try #require(try await item(letter).recipients.first)
        #expect(recipient.status == .inTransit)
        #expect(recipient.reason.code == .answered)
        // More than are kept, in any order: the view keeps what the set keeps.
        let hits = (10..<60).map { letter.fact(.opened("person"), at: $0) }.shuffled(using: &random)
        try await bench.append(hits)
        let read = try #require(try await item(letter).recipients.first)
        #expect(read.reason.code == .opened)
        #expect(try await item(letter).readAt == .second(10))
    }

    @Test func `evidence about a message that was never queued changes nothing`() async throws {
        let letter = Letter()
        try await bench.append(letter.fact(.delivered, at: 1))
        #expect(try await bench.read(EmailHistory.self) { try EmailHistory.message(letter.id, in: $0) } == nil)
    }

    @Test func `a copy is found by its number and by either of its Message-IDs`() async throws {
        let letter = Letter(document: .random(), addresses: ["person@example.com", "bo@example.nl"])
        var report = SendReport(method: .smtp, stage: "finalDot")
        report.assignedMessageID = "assigned@relay.example.com"
        try await bench.append(letter.queued(at: 0), letter.fact(.messageSent(report), to: 2, at: 3))
        let view = try await bench.open(EmailHistory.self)
        let id = letter.id
        let copies = [
            try await view.read { try EmailHistory.recipient(message: id, number: 2, in: $0) },
            try await view.read { try EmailHistory.recipient(messageID: "\(id).2@mail.example.com", in: $0) },
            try await view.read { try EmailHistory.recipient(messageID: "assigned@relay.example.com", in: $0) },
        ]
        for copy in copies {
            #expect(copy?.address == "bo@example.nl")
            #expect(copy?.document == letter.document)
            #expect(copy?.sentAt == .second(3))
        }
        #expect(try await view.read { try EmailHistory.recipient(message: id, number: 3, in: $0) } == nil)
        #expect(try await view.read { try EmailHistory.recipient(messageID: "other@example.com", in: $0) } == nil)
    }
}
