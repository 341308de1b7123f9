import Correspondence
import Ledger
import Mail
import Testing

@testable import Evidence
@testable import Postoffice

@Suite("Judging a ledger's hits again")
struct HitRejudgingTests {
    private static let rules = HitRules(
        version: 77,
        rules: [
            HitRules.Rule(id: "test", meaning: "a test", condition: .always, hitClass: .scanner, confidence: .medium)
        ],
        doubts: []
    )

    @Test func `states each changed verdict once, and what was replaced counts no more`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "uncertain@example.com")
            let sentAt = try #require(try await test.organization.knownCopy(message: message, number: 1)?.sentAt)
            let at = sentAt.adding(seconds: 7200)
            let facts = HitFacts(
                PixelHit(
                    userAgent: "Thunderbird/128",
                    at: at.microseconds,
                    sentAt: sentAt.microseconds,
                    reporter: .mailgun
                )
            )
            var flood = MessageOpened(HitRules.current.classify(facts), of: facts)
            flood.condition = nil
            let hits = [MessageOpened(HitRules.current.classify(facts), of: facts), flood]
            let evidence = hits.enumerated().map { number, hit in
                CopyEvidence(
                    message: message,
                    recipient: 1,
                    event: .messageOpened(hit),
                    occurredAt: at,
                    key: Array("hit \(number)".utf8)
                )
            }
            let stated = try await test.organization.record(evidence, keeping: nil)
            #expect(stated.added.count == 2)

            let unchanged = try await test.organization.rejudgeHits(isDry: false)
            #expect(unchanged.added == 0)
            #expect(unchanged.hits.judged == 1)
            #expect(unchanged.hits.notJudgeable == 1)
            let tried = try await test.organization.rejudgeHits(isDry: true, rules: Self.rules)
            #expect(tried.hits.changes.map(\.new.hitClass) == ["scanner"])
            #expect(tried.hits.changes.map(\.old.hitClass) == ["person"])
            #expect(tried.added == 0)
            let done = try await test.organization.rejudgeHits(isDry: false, rules: Self.rules)
            #expect(done.hits.changes == tried.hits.changes)
            #expect(done.added == 1)
            for _ in 0..<2 {
                let again = try await test.organization.rejudgeHits(isDry: false, rules: Self.rules)
                #expect(again.hits.changes.isEmpty)
                #expect(again.added == 0)
            }
            let superseded = try await test.events().compactMap { event -> Int64? in
                if case .messageOpened(let opened) = event { opened.supersedes } else { nil }
            }
            #expect(superseded == [try #require(stated.added.first)])
        }
    }
}
