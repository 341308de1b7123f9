import Foundation
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Suppressions
import Testing

@Suite("The list of suppressed addresses")
struct SuppressionsTests {
    private let bench = Bench()

    private func person(_ address: String) -> OpaqueID { bench.index.personID(address: address) }

    private func suppressed(
        _ address: String,
        _ reason: RecipientSuppressed.Reason = .hard,
        because: Int64? = nil,
        at second: Int
    ) -> MailFact {
        let fact = RecipientSuppressed(
            address: address,
            reason: reason,
            because: because,
            person: person(address).description
        )
        return MailFact(.recipientSuppressed(fact), occurredAt: .second(second))
    }

    private func released(_ address: String, at second: Int) -> MailFact {
        let fact = RecipientReleased(address: address, person: person(address).description)
        return MailFact(.recipientReleased(fact), occurredAt: .second(second))
    }

    private static func report(
        _ failureClass: FailureClass? = nil,
        _ authentication: DeliveryReport.Authentication
    ) -> DeliveryReport {
        var report = DeliveryReport(source: "dsn", authentication: authentication)
        report.failureClass = failureClass
        return report
    }

    private static func rejected(_ failureClass: FailureClass) -> MailEvent {
        var report = SendReport(method: .smtp, stage: "rcpt")
        report.failureClass = failureClass
        return .messageRejected(report)
    }

    @Test(
        arguments: [
            (.messageBounced(report(.hard, .signed)), .hard), (.messageBounced(report(.hard, .own)), .hard),
            (.messageBounced(report(.complaint, .signed)), .complaint), (.messageBounced(report(.hard, .id)), nil),
            (.messageBounced(report(.soft, .signed)), nil), (.messageBounced(report(.blocked, .signed)), nil),
            (.messageBounced(report(nil, .signed)), nil), (.messageComplained(report(nil, .signed)), .complaint),
            (.messageComplained(report(nil, .id)), nil), (.messageAnswered(report(nil, .signed)), nil),
            (.messageDelivered(report(nil, .signed)), nil), (.messageDelayed(report(.hard, .signed)), nil),
            (rejected(.hard), .hard), (rejected(.soft), nil), (rejected(.blocked), nil),
        ] as [(MailEvent, RecipientSuppressed.Reason?)]
    )
    func `only authenticated hard failures and complaints ask for a suppression`(
        event: MailEvent,
        reason: RecipientSuppressed.Reason?
    ) async throws {
        #expect(event.asksForSuppression == reason)
        let letter = Letter()
        try await bench.append(letter.queued(at: 0), letter.fact(event, at: 1))
        let waiting = try await bench.read(Suppressions.self) { db in
            try Suppressions.unanswered(after: -1, limit: 9, in: db)
        }
        #expect(waiting.map(\.reason) == [reason].compactMap(\.self))
        #expect(waiting.allSatisfy { $0.message == letter.id && $0.recipient == 1 && $0.position == 1 })
    }

    @Test func `an address is suppressed with why, in any spelling, and released again`() async throws {
        let letter = Letter()
        try await bench.append(letter.queued(at: 0), letter.fact(.bounced(.hard), at: 1))
        try await bench.append(suppressed("Person@Example.com", because: 1, at: 2))
        let one = person("person@example.com")
        let bo = person("bo@example.com")
        let view = try await bench.open(Suppressions.self)
        let found = try await view.read { db in try Suppressions.suppressed(among: [one, bo], in: db) }
        #expect(found.keys.map { $0 } == [one])
        #expect(found[one]?.because == 1)
        #expect(found[one]?.address == "Person@Example.com")
        #expect(try await view.read { db in try Suppressions.unanswered(after: -1, limit: 9, in: db) }.isEmpty)

        try await bench.append(released("person@example.com", at: 3))
        try await view.catchUp()
        #expect(try await view.read { db in try Suppressions.suppressed(among: [one], in: db) }.isEmpty)
        let known = try await view.read { db in try Suppressions.one(one, in: db) }
        #expect(known?.state == .released)
        #expect(known?.releasedAt == .second(3))
    }

    @Test func `after a release only newer evidence suppresses again`() async throws {
        let letter = Letter()
        try await bench.append(letter.queued(at: 0), suppressed("person@example.com", .manual, at: 1))
        try await bench.append(released("person@example.com", at: 10))
        // A report that was long on its way: recorded after the release, but about something before it.
        let late = try await bench.append(letter.fact(.bounced(.hard), at: 5))
        try await bench.append(suppressed("person@example.com", because: late, at: 11))
        let one = person("person@example.com")
        let view = try await bench.open(Suppressions.self)
        #expect(try await view.read { db in try Suppressions.one(one, in: db) }?.state == .released)
        #expect(try await view.read { db in try Suppressions.unanswered(after: -1, limit: 9, in: db) }.isEmpty)

        let newer = try await bench.append(letter.fact(.bounced(.hard), at: 12))
        try await bench.append(suppressed("person@example.com", because: newer, at: 13))
        try await view.catchUp()
        let known = try await view.read { db in try Suppressions.one(one, in: db) }
        #expect(known?.state == .suppressed)
        #expect(known?.because == newer)
        #expect(known?.releasedAt == nil)
    }

    @Test func `pages follow each other, newest first, and know their own cursors only`() async throws {
        for number in 0..<7 { try await bench.append(suppressed("p\(number)@example.com", at: number)) }
        try await bench.append(released("p3@example.com", at: 9))
        let view = try await bench.open(Suppressions.self)
        var cursor: String?
        var seen: [String?] = []
        repeat {
            let from = cursor
            let page = try await view.read { db in try Suppressions.page(nil, cursor: from, limit: 3, in: db) }
            seen += page.items.map(\.address)
            cursor = page.next
        } while cursor != nil
        #expect(seen == [3, 6, 5, 4, 2, 1, 0].map { "p\($0)@example.com" })
        let only = try await view.read { db in try Suppressions.page(.released, cursor: nil, limit: 9, in: db) }
        #expect(only.items.map(\.address) == ["p3@example.com"])
        await #expect(throws: PageCursorError.malformed) {
            try await view.read { db in
                _ = try Suppressions.page(nil, cursor: PageCursor(list: "h", position: 1).text, limit: 9, in: db)
            }
        }
    }

    @Test func `a suppression outlives the erasure of its person, without the address`() async throws {
        let letter = Letter()
        try await bench.append(letter.queued(at: 0), letter.fact(.bounced(.hard), at: 1))
        try await bench.append(suppressed("person@example.com", because: 1, at: 2))
        try await bench.open(Suppressions.self).close()
        #expect(try await bench.compare(Suppressions.self).isEqual)
        try await bench.keys.erase(bench.index.person(address: "person@example.com"))
        let compared = try await bench.compare(Suppressions.self)
        #expect(!compared.isEqual)
        #expect(compared.liveState == compared.replayedState)
        try FileManager.default.removeItem(atPath: View<Suppressions>.path(in: bench.folder))
        let one = person("person@example.com")
        let known = try await bench.read(Suppressions.self) { db in try Suppressions.suppressed(among: [one], in: db) }
        #expect(known[one]?.isSuppressed == true)
        #expect(known[one]?.address == nil)
    }
}
