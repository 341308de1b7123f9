import Evidence
import Ledger
import Mail
import MailLedger
import Testing

@testable import Postoffice

@Suite("Openings judged anew")
struct OpeningReclassificationTests {
    /// An opening that an earlier rule set took for a person's, though the request asked for no picture.
    private static let misjudged: MessageOpened = {
        var opened = MessageOpened(
            hitClass: "person",
            saysRead: true,
            rule: "guess",
            ruleSet: 0,
            confidence: "high",
            agent: "firefox"
        )
        opened.condition = OpenCondition(vocabulary: 1, marks: ["firefox/"])
        opened.condition?.head = true
        return opened
    }()

    private func record(_ opened: MessageOpened, of message: OpaqueID, in organization: Organization) async throws -> Int64 {
        let copy = try #require(try await organization.knownCopy(message: message, number: 1))
        let fact = MailFact(
            .messageOpened(opened),
            document: copy.document,
            message: message,
            recipient: 1,
            person: copy.address.map { organization.archive.person(address: $0) },
            occurredAt: .now()
        )
        return try await organization.append([fact]).positions.lowerBound
    }

    @Test func `are shown first, then replaced once, and the old verdict stays in the ledger`() async throws {
        try await OfficeUnderTest.run { test in
            let organization = test.organization
            let message = try await test.send(to: "person@example.com")
            let position = try await record(Self.misjudged, of: message, in: organization)
            let tried = try await organization.reclassifyOpenings(isDry: true)
            #expect(tried.changes.map(\.opening) == [position])
            #expect(tried.changes.map(\.old.saysRead) == [true])
            #expect(tried.changes.map(\.new.saysRead) == [false])
            #expect(tried.added == 0)
            #expect(try await organization.newestPosition() == position)
            #expect(try await organization.reclassifyOpenings(isDry: false).added == 1)
            let again = try await organization.reclassifyOpenings(isDry: false)
            #expect(again.openings == 1)
            #expect(again.changed == 0)
            let openings = try await test.events().compactMap { event -> MessageOpened? in
                if case .messageOpened(let opened) = event { opened } else { nil }
            }
            #expect(openings.map(\.supersedes) == [nil, position])
            #expect(openings.map(\.saysRead) == [true, false])
        }
    }

    @Test func `stay as they are where nothing is kept to judge them by`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            var bare = Self.misjudged
            bare.condition = nil
            _ = try await record(bare, of: message, in: test.organization)
            let result = try await test.organization.reclassifyOpenings(isDry: false)
            #expect(result.withoutDetails == 1)
            #expect(result.openings == 0)
            #expect(result.added == 0)
        }
    }
}
