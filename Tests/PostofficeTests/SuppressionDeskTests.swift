import Ledger
import Mail
import MailLedger
import Suppressions
import Testing

@testable import Postoffice

@Suite("Suppressing by evidence")
struct SuppressionDeskTests {
    private func bounce(
        _ message: OpaqueID,
        _ authentication: DeliveryReport.Authentication,
        key: String,
        at moment: Timestamp = .now()
    ) -> CopyEvidence {
        var report = DeliveryReport(source: "dsn", authentication: authentication)
        report.failureClass = .hard
        return CopyEvidence(
            message: message,
            recipient: 1,
            event: .messageBounced(report),
            occurredAt: moment,
            key: Array(key.utf8)
        )
    }

    private func suppressions(_ test: OfficeUnderTest) async throws -> [RecipientSuppressed] {
        try await test.events().compactMap { event in
            if case .recipientSuppressed(let suppressed) = event { suppressed } else { nil }
        }
    }

    /// Answers what waits by hand, so that nothing has to be waited for.
    private func answer(_ test: OfficeUnderTest) async throws {
        try await test.settle()
        let views = try test.organization.requireViews()
        _ = try await SuppressionDesk(organization: test.organization, views: views).answer(after: -1)
        try await test.settle()
    }

    @Test func `what is signed suppresses once, and what anybody could have made up never does`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            _ = try await test.organization.record([bounce(message, .id, key: "made up")], keeping: nil)
            try await answer(test)
            #expect(try await suppressions(test).isEmpty)
            #expect(try await test.organization.suppressed(among: ["person@example.com"]).isEmpty)

            let stated = try await test.organization.record([bounce(message, .signed, key: "signed")], keeping: nil)
            for _ in 0..<3 { try await answer(test) }
            let found = try await suppressions(test)
            #expect(found.count == 1)
            #expect(found.first?.because == stated.added.first)
            #expect(found.first?.address == "person@example.com")
            let known = try await test.organization.suppressed(among: ["PERSON@example.com", "bo@example.com"])
            #expect(known.keys.map { $0 } == ["PERSON@example.com"])
        }
    }

    @Test func `after a release, evidence of something earlier changes nothing`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            _ = try await test.organization.suppress("person@example.com", actor: nil)
            let earlier = Timestamp.now().adding(seconds: -60)
            _ = try await test.organization.release("person@example.com", actor: nil)
            _ = try await test.organization.record(
                [bounce(message, .signed, key: "late", at: earlier)],
                keeping: nil
            )
            try await answer(test)
            #expect(try await suppressions(test).map(\.reason) == [.manual])
            let later = Timestamp.now().adding(seconds: 60)
            _ = try await test.organization.record([bounce(message, .signed, key: "new", at: later)], keeping: nil)
            try await answer(test)
            #expect(try await suppressions(test).map(\.reason) == [.manual, .hard])
        }
    }
}
