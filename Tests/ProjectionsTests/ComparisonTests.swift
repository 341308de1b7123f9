import DocumentTimeline
import EmailHistory
import Foundation
import GRDB
import Ledger
import Mail
import MailLedger
import Outbox
import ProjectionEngine
import Testing

@Suite("Comparing a view with a replay")
struct ComparisonTests {
    private let bench = Bench()

    /// A few letters, with something of everything.
    private func fill() async throws {
        let document = OpaqueID.random()
        try await bench.append(
            .registered(document, Document(id: "inv-1", type: .invoice, number: "2026-001"), at: 0)
        )
        for number in 0..<5 {
            let letter = Letter(
                document: document,
                addresses: ["person@example.com", "bo@example.nl"],
                archive: "archive@example.nl"
            )
            try await bench.append(
                letter.queued(at: 10 * number),
                letter.fact(.attempted, attempt: 1, at: 10 * number + 1),
                letter.fact(.sent, attempt: 1, at: 10 * number + 2),
                letter.fact(.bounced(.hard), at: 10 * number + 3),
                letter.fact(.attempted, to: 2, attempt: 1, at: 10 * number + 4),
                letter.fact(.deferred(until: 100), to: 2, attempt: 1, at: 10 * number + 5)
            )
            guard number == 4 else { continue }
            var again = DeliveryReport(source: "dsn", authentication: .signed)
            (again.failureClass, again.supersedes) = (.soft, 28)
            try await bench.append(
                letter.fact(.messageBounced(again), at: 43),
                letter.fact(.trackingWithdrawn(TrackingWithdrawn(address: "person@example.com")), at: 60)
            )
        }
    }

    private func change<P: Projection>(_ projection: P.Type, _ statement: String) throws {
        try DatabaseQueue(path: View<P>.path(in: bench.folder)).write { try $0.execute(sql: statement) }
    }

    @Test func `a view that was folded batch by batch equals its replay`() async throws {
        let views = (
            try await bench.open(DocumentTimeline.self), try await bench.open(EmailHistory.self),
            try await bench.open(Outbox.self)
        )
        try await fill()
        try await views.0.catchUp()
        try await views.1.catchUp()
        try await views.2.catchUp()
        for result in [
            try await bench.compare(DocumentTimeline.self), try await bench.compare(EmailHistory.self),
            try await bench.compare(Outbox.self),
        ] {
            #expect(result.isEqual, "\(result)")
            #expect(result.liveState == result.replayedState)
            #expect(result.size == 33)
            #expect(result.tables.allSatisfy { $0.liveRows == $0.replayedRows && $0.liveRows > 0 })
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: bench.folder).allSatisfy { !$0.hasPrefix("replay") }
        )
    }

    @Test func `a changed row is found and named`() async throws {
        try await fill()
        try await bench.open(EmailHistory.self).close()
        try change(EmailHistory.self, "UPDATE recipient SET status = 'delivered' WHERE queued = 7 AND number = 1")
        let result = try await bench.compare(EmailHistory.self)
        let table = try #require(result.tables.first { $0.differences > 0 })
        #expect(table.name == "recipient")
        #expect(table.differences == 1)
        let difference = try #require(table.first.first)
        #expect(difference.key == "queued=7 number=1")
        #expect(difference.live == ["status": "'delivered'"])
        #expect(difference.replayed == ["status": "'failed'"])
        #expect(result.liveState != result.replayedState)
    }

    @Test(arguments: [
        ("DELETE FROM copy WHERE position = 7", false, true),
        ("INSERT INTO message (id, position) VALUES (zeroblob(16), 99)", true, false),
    ])
    func `a row too few or too many is found`(statement: String, isLive: Bool, isReplayed: Bool) async throws {
        try await fill()
        try await bench.open(Outbox.self).close()
        try change(Outbox.self, statement)
        let result = try await bench.compare(Outbox.self)
        let difference = try #require(result.tables.flatMap(\.first).first)
        #expect((difference.live != nil) == isLive)
        #expect((difference.replayed != nil) == isReplayed)
    }

    @Test func `a person who was erased shows as a difference until the view is built anew`() async throws {
        try await fill()
        try await bench.open(EmailHistory.self).close()
        try await bench.keys.erase(bench.index.person(address: "person@example.com"))
        let before = try await bench.compare(EmailHistory.self)
        #expect(!before.isEqual)
        #expect(before.liveState == before.replayedState, "the state hash does not depend on personal data")
        try FileManager.default.removeItem(atPath: View<EmailHistory>.path(in: bench.folder))
        let page = try await bench.read(EmailHistory.self) {
            try EmailHistory.page(.init(), cursor: nil, limit: 9, in: $0)
        }
        #expect(page.items.count == 5)
        #expect(page.items.allSatisfy { $0.recipients.first?.address == nil })
        #expect(try await bench.compare(EmailHistory.self).isEqual)
    }

    @Test func `a file that is no such view is refused`() async throws {
        try await fill()
        await #expect(throws: ViewComparisonError.noView(path: View<Outbox>.path(in: bench.folder))) {
            try FileManager.default.createDirectory(atPath: bench.folder, withIntermediateDirectories: true)
            _ = try await bench.compare(Outbox.self)
        }
    }
}
