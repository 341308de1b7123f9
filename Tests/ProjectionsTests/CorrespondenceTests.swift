import Correspondence
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Testing

@Suite("The correspondence")
struct CorrespondenceTests {
    private let bench = Bench()
    private let letter = Letter(document: .random(), addresses: ["person@example.com", "Bo@Example.nl"])

    private static func sent(_ name: String? = nil, assigned: String? = nil, asked: Bool? = nil) -> MailEvent {
        var report = SendReport(method: .sandbox, stage: "finalDot")
        (report.queueID, report.assignedMessageID, report.dsnRequested) = (name, assigned, asked)
        return .messageSent(report)
    }

    private static func bounced(_ evidence: Int64) -> MailEvent {
        var report = DeliveryReport(source: "dsn", authentication: .signed)
        (report.failureClass, report.evidence, report.rule) = (.hard, evidence, "status.1.1/1")
        return .messageBounced(report)
    }

    private static func received(_ matchedBy: String?) -> MailFact {
        let received = ReportReceived(
            source: "imap",
            kind: "bounce",
            ruleSet: 1,
            matchedBy: matchedBy,
            content: "c",
            contentHash: nil,
            size: 10
        )
        return MailFact(.reportReceived(received), occurredAt: .second(9))
    }

    private func find(
        _ query: @escaping @Sendable (OpaqueID, Bool) -> Void = { _, _ in }
    ) async throws -> View<Correspondence> {
        try await bench.open(Correspondence.self)
    }

    @Test func `a copy is found by all the names that the outside knows it by`() async throws {
        try await bench.append(
            letter.queued(at: 0),
            letter.fact(Self.sent("4bQ9", assigned: "x@relay.example", asked: true), to: 2, at: 5)
        )
        let id = letter.id
        let view = try await find()
        let found = try await view.read { db in
            [
                try Correspondence.copy(message: id, number: 2, in: db),
                try Correspondence.copy(messageID: "\(id).2@mail.example.com", in: db),
                try Correspondence.copy(messageID: "x@relay.example", in: db),
                try Correspondence.copies(providerID: "4bQ9", method: .sandbox, in: db).first,
                try Correspondence.copies(
                    address: "bo@example.NL",
                    sent: .second(0)...(.second(9)),
                    limit: 5,
                    in: db
                ).first,
                try Correspondence.copies(of: id, in: db).last,
            ]
        }
        let copy = try #require(found[0])
        #expect(found.allSatisfy { $0 == copy })
        #expect(copy.number == 2)
        #expect(copy.document == letter.document)
        #expect(copy.sentAt == .second(5))
        #expect(copy.wasAskedToReport == true)
        let others = try await view.read { db in
            try Correspondence.copies(providerID: "4bQ9", method: .mailgun, in: db).count
                + Correspondence.copies(address: "bo@example.nl", sent: .second(6)...(.second(9)), limit: 5, in: db)
                .count
        }
        #expect(others == 0)
    }

    private static let ends: [(MailEvent, Bool)] = [
        (.delivered, true), (.bounced(.soft), true), (.messageExpired(MessageExpired(reason: "silence")), true),
        (.messageRead(DeliveryReport(source: "receipt", authentication: .id)), true), (.opened("person"), false),
        (.messageDelayed(DeliveryReport(source: "dsn", authentication: .signed)), false),
        (.messageRelayed(DeliveryReport(source: "dsn", authentication: .signed)), false),
        (.messageAnswered(DeliveryReport(source: "dsn", authentication: .id)), false),
    ]

    @Test(arguments: ends) func `a copy waits until something final is heard`(
        end: MailEvent,
        settles: Bool
    ) async throws {
        try await bench.append(letter.queued(at: 0), letter.fact(.sent, at: 5), letter.fact(end, at: 6))
        let view = try await find()
        let waiting = try await view.read { db in
            try Correspondence.waiting(sent: .second(0)..<(.second(6)), methods: [.sandbox], limit: 9, in: db)
        }
        #expect(waiting.map(\.number) == (settles ? [] : [1]))
        let none = try await view.read { db in
            try Correspondence.waiting(sent: .second(0)..<(.second(5)), limit: 9, in: db)
        }
        #expect(none.isEmpty)
    }

    @Test func `reports are listed with what they led to, unmatched ones apart`() async throws {
        let first = try await bench.append(letter.queued(at: 0), Self.received("returnPath"))
        try await bench.append(letter.fact(Self.bounced(first), at: 3), Self.received(nil), Self.received(nil))
        let view = try await find()
        let (unmatched, matched, pages) = try await view.read { db in
            let page = try Correspondence.reports(matched: nil, cursor: nil, limit: 2, in: db)
            let rest = try Correspondence.reports(matched: nil, cursor: page.next, limit: 2, in: db)
            return (
                try Correspondence.reports(matched: false, cursor: nil, limit: 9, in: db).items.map(\.position),
                try Correspondence.reports(matched: true, cursor: nil, limit: 9, in: db).items,
                [page, rest].map { $0.items.map(\.position) }
            )
        }
        #expect(unmatched == [first + 3, first + 2])
        #expect(matched.map(\.position) == [first])
        #expect(matched.first?.verdicts.map(\.rule) == ["status.1.1/1"])
        #expect(pages == [[first + 3, first + 2], [first]])
        #expect(try await bench.compare(Correspondence.self).isEqual)
    }
}
