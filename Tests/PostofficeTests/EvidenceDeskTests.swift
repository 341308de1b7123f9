import Ledger
import LedgerSQLite
import Mail
import MailLedger
import Testing

@testable import Postoffice

@Suite("The evidence desk")
struct EvidenceDeskTests {
    private static func bounce(_ message: OpaqueID, to recipient: Int = 1, key: String = "b-1") -> CopyEvidence {
        var report = DeliveryReport(source: "dsn", authentication: .signed)
        report.failureClass = .hard
        report.text = "550 5.1.1 no such user"
        return CopyEvidence(
            message: message,
            recipient: recipient,
            event: .messageBounced(report),
            occurredAt: .now(),
            key: Array(key.utf8)
        )
    }

    private static func report(_ text: String = "From: mailer-daemon") -> KeptReport {
        KeptReport(source: "http", kind: "bounce", ruleSet: 1, matchedBy: "returnPath", bytes: Array(text.utf8))
    }

    @Test func `a report and what it says of two copies are stated and kept`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com", "bo@example.nl")
            let evidence = [Self.bounce(message), Self.bounce(message, to: 2)]
            let outcome = try await test.organization.record(evidence, keeping: Self.report())
            let position = try #require(outcome.report)
            #expect(outcome.added.count == 2)
            #expect(try await test.organization.keptReport(at: position) == Self.report().bytes)
            let stated = try await test.events().compactMap { event -> DeliveryReport? in
                if case .messageBounced(let report) = event { report } else { nil }
            }
            #expect(stated.map(\.evidence) == [position, position])
            #expect(stated.map(\.text) == ["550 5.1.1 no such user", "550 5.1.1 no such user"])
            #expect(Set(stated.compactMap(\.reportID)).count == 2)
        }
    }

    @Test func `a repeat adds nothing, in whatever company it comes`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com", "bo@example.nl")
            _ = try await test.organization.record([Self.bounce(message)], keeping: Self.report())
            let before = try await test.statedEvents().count
            let repeated = try await test.organization.record(
                [Self.bounce(message), Self.bounce(message)],
                keeping: Self.report("the same in other words")
            )
            #expect(repeated == EvidenceOutcome(repeated: 2))
            #expect(try await test.statedEvents().count == before)
            let mixed = try await test.organization.record(
                [Self.bounce(message), Self.bounce(message, to: 2)],
                keeping: Self.report("both together")
            )
            #expect(mixed.added.count == 1)
            #expect(mixed.repeated == 1)
            #expect(try await test.statedEvents().count == before + 2)
        }
    }

    @Test func `a report that fits no copy is kept once, and stands as unmatched`() async throws {
        try await OfficeUnderTest.run { test in
            let first = try await test.organization.record([Self.bounce(.random())], keeping: Self.report())
            let second = try await test.organization.record([Self.bounce(.random())], keeping: Self.report())
            #expect(first.unknown == 1)
            #expect(first.report != nil)
            #expect(first.report == second.report)
            let position = try #require(first.report)
            #expect(try await test.organization.keptReport(at: position) == Self.report().bytes)
            let kept = try await test.events().compactMap { event -> ReportReceived? in
                if case .reportReceived(let received) = event { received } else { nil }
            }
            #expect(kept.map(\.matchedBy) == [nil])
        }
    }

    @Test func `about somebody who was erased nothing is kept, and events are without words`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            let organization = test.organization
            try await organization.keys.erase(organization.archive.index.person(address: "person@example.com"))
            let outcome = try await organization.record([Self.bounce(message)], keeping: Self.report())
            #expect(outcome.report == nil)
            #expect(outcome.added.count == 1)
            guard case .messageBounced(let stated) = try await test.statedEvents().last else {
                Issue.record("no bounce")
                return
            }
            #expect(stated.text == nil)
            #expect(stated.failureClass == .hard)
        }
    }
}
