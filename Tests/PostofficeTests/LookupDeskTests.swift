import Evidence
import Ledger
import Mail
import MailLedger
import Testing

@testable import Postoffice

@Suite("Asking providers")
struct LookupDeskTests {
    private static let start = Timestamp.now()

    private func later(_ hours: Double) -> Timestamp { Self.start.adding(seconds: hours * 3600) }

    private func delivered(at moment: Timestamp) -> ProviderEvent {
        var event = ProviderEvent(
            .delivered,
            provider: .mailgun,
            word: "delivered",
            occurredAt: moment.microseconds
        )
        event.eventID = "e1"
        return event
    }

    @Test(
        arguments: [
            (0.1, nil, false), (0.6, nil, true), (0.6, 0.55, false), (2.1, 0.6, true), (2.1, 2.05, false),
            (30, 24.5, false), (49, 24.5, true), (49, 48.5, false), (71, nil, true),
        ] as [(Double, Double?, Bool)]
    )
    func `a copy is asked about at growing distances, then once a day`(age: Double, asked: Double?, isDue: Bool) {
        #expect(LookupDesk.isDue(sentAt: Self.start, askedAt: asked.map(later), at: later(age)) == isDue)
    }

    @Test func `copies are asked about until it is known what became of them, and no longer than that helps`()
        async throws
    {
        try await OfficeUnderTest.run { test in
            let id = try await test.sent(to: "person@example.com", at: Self.start)
            let lookup = ScriptedLookup()
            let desk = LookupDesk()
            func tick(_ hours: Double) async throws -> Int {
                try await test.settle()
                return try await desk.tick(for: test.organization, by: [lookup], at: later(hours))
            }
            #expect(try await tick(0.2) == 0)
            #expect(try await tick(1) == 1)
            #expect(try await tick(1.5) == 0)
            #expect(try await tick(3) == 1)
            let question = try #require(lookup.asked.first)
            #expect(question.recipient == "person@example.com")
            #expect(question.providerID == "mg-\(id)")
            #expect(question.messageID == "\(id).1@example.nl")
            #expect(question.tag.utf8.count == 40)
            lookup.answer(.success([delivered(at: later(6)), delivered(at: later(6))]))
            #expect(try await tick(7) == 1)
            #expect(try await tick(13) == 0, "it is known what became of it")
            let reports = try await test.events().compactMap(\.deliveryReport)
            #expect(reports.map(\.source) == ["mailgun"])
            #expect(reports.map(\.authentication) == [.signed])

            _ = try await test.sent(to: "bo@example.com", at: later(10))
            #expect(try await tick(10 + 80) == 0, "the provider keeps nothing for so long")
        }
    }

    @Test func `no provider is put more questions at once than it takes, and each copy has its turn`() async throws {
        try await OfficeUnderTest.run { test in
            for number in 0..<25 {
                _ = try await test.sent(to: "p\(number)@example.com", at: Self.start.adding(seconds: Double(number)))
            }
            let lookup = ScriptedLookup()
            let desk = LookupDesk()
            try await test.settle()
            for (hour, count) in [(1.0, 20), (1.1, 5), (1.2, 0), (3.0, 20), (3.1, 5)] {
                #expect(try await desk.tick(for: test.organization, by: [lookup], at: later(hour)) == count)
            }
            #expect(Set(lookup.asked.map(\.recipient)).count == 25)
            #expect(lookup.asked.count == 50)
        }
    }

    @Test func `a provider that asks to wait is left alone, and one that refuses shows as a feed`() async throws {
        try await OfficeUnderTest.run { test in
            for name in ["one", "bo"] { _ = try await test.sent(to: "\(name)@example.com", at: Self.start) }
            try await test.settle()
            let lookup = ScriptedLookup(.failure(.rateLimited(retryAfter: 1800)))
            let desk = LookupDesk()
            func tick(_ hours: Double) async throws -> Int {
                try await desk.tick(for: test.organization, by: [lookup], at: later(hours))
            }
            #expect(try await tick(1) == 1)
            #expect(try await tick(1.4) == 0)
            lookup.answer(.failure(.refused("the key is not taken; set it anew")))
            _ = try await tick(1.6)
            let page = try #require(test.organization.feeds.state(of: "poll.mailgun"))
            #expect(page.failed == 1)
            #expect(page.failure?.contains("the key is not taken") == true)
        }
    }

    @Test func `asking anew says for each copy what was done, or why nothing could be`() async throws {
        try await OfficeUnderTest.run { test in
            let id = try await test.send(to: "person@example.com", "bo@example.com")
            let answer = try await test.organization.refresh(id)
            #expect(answer.copies.map(\.recipient) == [1, 2])
            #expect(answer.copies.allSatisfy { !$0.wasAsked && $0.explanation.contains("sandbox") })
            let other = try await test.sent(to: "person@example.com", at: Self.start)
            let notSetUp = try await test.organization.refresh(other)
            #expect(notSetUp.copies.first?.explanation == "mailgun is not set up, so it cannot be asked.")
            await #expect(throws: PostofficeError.notFound("message")) {
                _ = try await test.organization.refresh(.random())
            }
        }
    }
}
