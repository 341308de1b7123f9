import Correspondence
import Ledger
import Mail
import MailLedger
import Reports
import Sending
import Testing

@testable import Postoffice

@Suite("A mail that comes back")
struct ReportDeskTests {
    private static let failed = ("failed", "5.1.1", "550 5.1.1 no such user")

    private static func bounce(
        of address: String
    ) -> (address: String, action: String, status: String, diagnostic: String) {
        (address, failed.0, failed.1, failed.2)
    }

    private static func mail(_ text: String) -> IncomingMail {
        IncomingMail(source: "http", bytes: Array(text.utf8), isKeptAnyway: true)
    }

    private func tag(_ message: OpaqueID, _ recipient: Int, in organization: Organization) throws -> String {
        try #require(ReturnPathTag(message: message, recipient: recipient, key: organization.archive.index)).description
    }

    private func stated(_ test: OfficeUnderTest) async throws -> [(type: String, number: Int?, report: DeliveryReport)]
    {
        try await test.organization.events(after: nil, limit: 1000).compactMap { recorded in
            guard let report = recorded.event?.deliveryReport, report.source != "sandbox" else { return nil }
            return (recorded.header.type.rawValue, recorded.header.recipient, report)
        }
    }

    @Test func `is tied to its copy by the signed tag in the return path`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            let tag = try tag(message, 1, in: test.organization)
            let text = ReturnedMail.notification(
                to: "office+b-\(tag)@example.com",
                recipients: [Self.bounce(of: "person@example.com")]
            )
            let taken = try await test.organization.take(Self.mail(text))
            #expect(taken.matchedBy == .returnPath)
            #expect(taken.message == message)
            let all = try await stated(test)
            #expect(all.map(\.type) == ["message.bounced"])
            #expect(all.first?.report.authentication == .signed)
            #expect(all.first?.report.failureClass == .hard)
            #expect(all.first?.report.rule?.contains("/") == true, "the rule with its rule set's version")
        }
    }

    @Test func `is tied to its copy by envelope id, by Message-ID, or by its recipient alone`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            let copy = try #require(try await test.organization.knownCopy(message: message, number: 1))
            let recipients = [Self.bounce(of: "person@example.com")]
            let texts = [
                ReturnedMail.notification(
                    id: "e",
                    envelopeID: try tag(message, 1, in: test.organization),
                    recipients: recipients
                ),
                ReturnedMail.notification(id: "m", messageID: copy.messageID, recipients: recipients),
                ReturnedMail.notification(id: "r", recipients: recipients),
                ReturnedMail.notification(id: "n", recipients: [Self.bounce(of: "nobody@example.com")]),
            ]
            var found: [MatchedBy?] = []
            for text in texts { found.append(try await test.organization.take(Self.mail(text)).matchedBy) }
            #expect(found == [.envelopeID, .messageID, .originalRecipient, nil])
            #expect(try await stated(test).map(\.report.authentication) == [.signed, .id, .id])
            let unmatched = try await test.organization.reports(matched: false, cursor: nil, limit: 9)
            #expect(unmatched.items.count == 1)
        }
    }

    @Test(arguments: ["office+b-", "OFFICE+B-"])
    func `from further on is no proof against the address that passed the mail on`(mark: String) async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "list@example.com")
            let tag = try tag(message, 1, in: test.organization)
            let text = ReturnedMail.notification(
                to: "\(mark)\(mark == mark.uppercased() ? tag.uppercased() : tag)@example.com",
                recipients: (1...40).map { Self.bounce(of: "member\($0)@elsewhere.example") }
            )
            let taken = try await test.organization.take(Self.mail(text))
            #expect(taken.matchedBy == .returnPath)
            let all = try await stated(test)
            #expect(all.map(\.type) == ["message.bounced"], "one thing is said of the list, however many it names")
            #expect(all.first?.report.authentication == .id)
            #expect(all.first?.report.failureClass == .soft)
            #expect(all.first?.report.rule?.hasPrefix("passed-on/") == true)
        }
    }

    @Test(
        arguments: [
            ("private-1@elsewhere.example", nil), (nil, "Mon, 16 Nov 2020 09:00:00 +0100"),
        ] as [(String?, String?)]
    )
    func `about somebody else's or an older mail to the same address stays unmatched`(
        messageID: String?,
        date: String?
    ) async throws {
        try await OfficeUnderTest.run { test in
            _ = try await test.send(to: "person@example.com")
            let text = ReturnedMail.notification(
                messageID: messageID,
                date: date,
                recipients: [Self.bounce(of: "person@example.com")]
            )
            let taken = try await test.organization.take(Self.mail(text))
            #expect(taken.matchedBy == nil)
            #expect(!taken.isRepeat)
            #expect(try await test.organization.take(Self.mail(text)).isRepeat, "and a repeat is told as one")
            #expect(try await stated(test).isEmpty)
        }
    }

    @Test func `is not tied, when judged anew, to a mail that was sent after it came`() async throws {
        try await OfficeUnderTest.run { test in
            let organization = test.organization
            let text = ReturnedMail.notification(
                date: "Mon, 16 Nov 2020 09:00:00 +0100",
                recipients: [Self.bounce(of: "person@example.com")]
            )
            let taken = try await organization.take(Self.mail(text))
            _ = try await test.send(to: "person@example.com")
            let report = try #require(taken.outcome.report)
            #expect(try await organization.wait(forPosition: report))
            let judged = try await organization.reclassify(isDry: true)
            #expect(judged.reports == 1)
            #expect(judged.changes.isEmpty)
        }
    }

    @Test func `tells each recipient's end, and proves only that of its own tag`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com", "bo@example.nl")
            let text = ReturnedMail.notification(
                to: "office+b-\(try tag(message, 2, in: test.organization))@example.com",
                recipients: [Self.bounce(of: "person@example.com"), ("BO@example.nl", "delivered", "2.0.0", "250 ok")]
            )
            _ = try await test.organization.take(Self.mail(text))
            let all = try await stated(test).sorted { ($0.number ?? 0) < ($1.number ?? 0) }
            #expect(all.map(\.type) == ["message.bounced", "message.delivered"])
            #expect(all.map(\.number) == [1, 2])
            #expect(all.map(\.report.authentication) == [.id, .signed])
        }
    }

    @Test func `that is brought again by another way adds nothing`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            let text = ReturnedMail.notification(
                envelopeID: try tag(message, 1, in: test.organization),
                recipients: [Self.bounce(of: "person@example.com")]
            )
            _ = try await test.organization.take(Self.mail(text))
            let before = try await test.statedEvents().count
            let other = IncomingMail(
                source: "lmtp",
                bytes: Array(text.replacing("\n", with: "\r\n").utf8),
                sender: "",
                recipients: ["office@example.com"]
            )
            let again = try await test.organization.take(other)
            #expect(again.isRepeat)
            #expect(try await test.statedEvents().count == before)
        }
    }

    private static let receipts: [(String, String)] = [
        ("manual-action/MDN-sent-manually; displayed", "message.read"),
        ("automatic-action/MDN-sent-automatically; displayed", "message.answered"),
        ("manual-action/MDN-sent-manually; deleted", "message.answered"),
    ]

    @Test(arguments: receipts)
    func `as a receipt says that it was read only where a person did`(disposition: String, type: String) async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            let copy = try #require(try await test.organization.knownCopy(message: message, number: 1))
            let text = ReturnedMail.receipt(
                messageID: copy.messageID,
                from: "person@example.com",
                disposition: disposition
            )
            let taken = try await test.organization.take(Self.mail(text))
            #expect(taken.kind == .readReceipt)
            #expect(try await stated(test).map(\.type) == [type])
        }
    }

    @Test func `as an automatic or a person's answer changes no status`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            let copy = try #require(try await test.organization.knownCopy(message: message, number: 1))
            let away = ReturnedMail.outOfOffice(messageID: copy.messageID, from: "person@example.com")
            #expect(try await test.organization.take(Self.mail(away)).kind == .autoReply)
            #expect(try await stated(test).map(\.type) == ["message.answered"])
            let person =
                "From: person@example.com\nIn-Reply-To: <\(copy.messageID)>\nSubject: Re: Invoice\n\nThank you!\n"
            let answer = IncomingMail(source: "imap", bytes: Array(person.utf8))
            let taken = try await test.organization.take(answer)
            #expect(taken.kind == .notAReport)
            #expect(taken.outcome == EvidenceOutcome(), "a mailbox's other mails are not kept")
            #expect(try await stated(test).count == 1)
        }
    }

    @Test func `to a shared domain goes to the organization whose tag it bears, or to the operator's`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            _ = try await test.office.createOrganization(named: "main")
            let tagged = ReturnedMail.notification(
                to: "office+b-\(try tag(message, 1, in: test.organization))@example.com",
                recipients: [Self.bounce(of: "person@example.com")]
            )
            let first = try await test.office.take(Self.mail(tagged))
            #expect(first.organization.name == "acme")
            #expect(first.report.matchedBy == .returnPath)
            let stray = ReturnedMail.notification(id: "s", recipients: [Self.bounce(of: "nobody@example.com")])
            let second = try await test.office.take(Self.mail(stray))
            #expect(second.organization.name == "main")
            #expect(second.report.matchedBy == nil)
            #expect(second.report.outcome.report != nil)
        }
    }

    @Test func `is judged anew by better rules, and the new verdict names the old one`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "person@example.com")
            let organization = test.organization
            let text = ReturnedMail.notification(
                envelopeID: try tag(message, 1, in: organization),
                recipients: [Self.bounce(of: "person@example.com")]
            )
            var poor = DeliveryReport(source: "dsn", authentication: .signed)
            (poor.failureClass, poor.rule) = (.soft, "guess/0")
            let evidence = CopyEvidence(
                message: message,
                recipient: 1,
                event: .messageBounced(poor),
                occurredAt: .now(),
                key: [1]
            )
            let kept = KeptReport(
                source: "imap",
                kind: "bounce",
                ruleSet: 0,
                matchedBy: "envelopeID",
                bytes: Array(text.utf8)
            )
            let first = try await organization.record([evidence], keeping: kept)
            let newest = try await organization.newestPosition()
            #expect(try await organization.wait(forPosition: newest))
            let tried = try await organization.reclassify(isDry: true)
            #expect(tried.changes.map(\.old?.failureClass) == [.soft])
            #expect(tried.changes.map(\.new?.failureClass) == [.hard])
            #expect(tried.added == 0)
            #expect(try await organization.newestPosition() == newest)
            let done = try await organization.reclassify(isDry: false)
            #expect(done.added == 1)
            let corrected = try #require(try await stated(test).last)
            #expect(corrected.report.supersedes == first.added.first)
            #expect(corrected.report.evidence == first.report)
            #expect(corrected.report.authentication == .signed)
            #expect(try await organization.wait(forPosition: newest + 1))
            #expect(try await organization.reclassify(isDry: false).changes.isEmpty)
        }
    }

    @Test func `and does not come, is waited for as long as is set`() async throws {
        try await OfficeUnderTest.run { test in
            let message = try await test.send(to: "uncertain@example.com")
            let organization = test.organization
            try await organization.setWaitingTime(WaitingTime(days: 10), actor: nil)
            let sent = try #require(try await organization.knownCopy(message: message, number: 1)?.sentAt)
            #expect(try await organization.expire(at: sent.adding(seconds: 10 * 86_400)) == 0)
            #expect(try await organization.expire(at: sent.adding(seconds: 10 * 86_400 + 1)) == 1)
            #expect(try await organization.expire(at: sent.adding(seconds: 20 * 86_400)) == 0)
            guard case .messageExpired(let expired) = try await test.statedEvents().last else {
                Issue.record("nothing expired")
                return
            }
            #expect(expired.reason.contains("in 10 days"))
        }
    }
}
