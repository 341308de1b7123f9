import Evidence
import Ledger
import Mail
import MailLedger
import Testing

@testable import Postoffice

@Suite("Sources of evidence that go silent")
struct EvidenceWatchTests {
    private static let start = Timestamp.now()

    private func later(_ hours: Double) -> Timestamp { Self.start.adding(seconds: hours * 3600) }

    private func changes(_ test: OfficeUnderTest) async throws -> [String?] {
        try await test.events().compactMap { event in
            if case .feedChanged(let change) = event { change.reason ?? "heard" } else { nil }
        }
    }

    @Test func `a webhook is thought silent once mail was sent and nothing came, and only a change is stated`()
        async throws
    {
        try await OfficeUnderTest.run { test in
            let organization = test.organization
            let watch = EvidenceWatch(organization: organization)
            func notice(_ hours: Double) async throws {
                try await test.settle()
                try await watch.notice(at: later(hours))
            }
            _ = try await organization.setWebhook(of: .mailgun, WebhookRequest(key: "a-signing-key"), actor: nil)
            try await notice(1)
            try await notice(50)
            #expect(try await changes(test).isEmpty, "nothing was sent, so nothing need be heard")
            _ = try await test.sent(to: "person@example.com", at: later(60))
            try await notice(65)
            #expect(try await changes(test).isEmpty)
            try await notice(67)
            try await notice(68)
            #expect(try await changes(test).count == 1)
            let silent = try #require(try await organization.feedReports(at: later(68)).first)
            #expect(silent.name == "webhook.mailgun")
            #expect(silent.finding?.reason?.contains("six hours") == true)

            organization.feeds.note("webhook.mailgun", problem: nil, at: later(69))
            try await notice(69)
            try await notice(70)
            #expect(try await changes(test).last == "heard")
            #expect(try await changes(test).count == 2)

            for _ in 0..<3 { organization.feeds.note("webhook.mailgun", problem: "a reason", at: later(71)) }
            try await notice(71)
            try await notice(72)
            #expect(try await changes(test).count == 3)
            try await organization.removeWebhook(of: .mailgun, actor: nil)
            try await test.settle()
            #expect(try await organization.feedReports(at: later(73)).isEmpty)
        }
    }

    @Test func `any source that fails three times in a row is noticed, and strangers' calls are not`() async throws {
        try await OfficeUnderTest.run { test in
            let feeds = test.organization.feeds
            let watch = EvidenceWatch(organization: test.organization)
            for _ in 0..<9 { feeds.noteStranger("mailbox.bounces", at: Self.start) }
            for number in 1...3 {
                feeds.note("mailbox.bounces", problem: "the password is not taken", at: later(Double(number)))
                try await watch.notice(at: later(Double(number)))
                #expect(try await changes(test).count == (number < 3 ? 0 : 1))
            }
            #expect(try await changes(test) == ["It fails: the password is not taken"])
        }
    }
}
