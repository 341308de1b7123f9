import Evidence
import Mail
import SeededNumbers
import Testing

@Suite("What providers say")
struct ProviderEventTests {
    private static let now: Int64 = 1_800_000_000_000_000

    private static func read(_ json: String, _ provider: MailProvider) throws -> ProviderEvent {
        let items = try WebhookReader.items(Array(json.utf8), from: provider, heardAt: now)
        return try #require(items.first).event
    }

    private static func mailgun(_ fields: String) -> String {
        """
        {"signature":{},"event-data":{"id":"e1","timestamp":1760000000.5,"recipient":"a@example.nl",
        "message":{"headers":{"message-id":"m1@mg.example.com"}},"user-variables":{"postboek":"tag1"},\(fields)}}
        """
    }

    @Test(
        arguments: [
            ("\"event\":\"accepted\"", .accepted, nil),
            ("\"event\":\"delivered\",\"delivery-status\":{\"code\":250,\"message\":\"OK\"}", .delivered, nil),
            ("\"event\":\"rejected\",\"reject\":{\"reason\":\"Sandbox\"}", .blocked, .blocked),
            ("\"event\":\"failed\",\"severity\":\"temporary\",\"reason\":\"generic\"", .deferred, nil),
            ("\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"bounce\"", .bounced, .hard),
            (
                "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"generic\","
                    + "\"delivery-status\":{\"code\":550,\"enhanced-code\":\"5.1.1\"}", .bounced, .hard
            ),
            (
                "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"generic\","
                    + "\"delivery-status\":{\"code\":550,\"message\":\"5.7.26 unauthenticated\"}", .blocked, .blocked
            ),
            (
                "\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"bounce\","
                    + "\"delivery-status\":{\"code\":552,\"enhanced-code\":\"5.2.2\"}", .bounced, .soft
            ),
            ("\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"suppress-bounce\"", .dropped, .hard),
            ("\"event\":\"failed\",\"severity\":\"permanent\",\"delivery-status\":{\"code\":605}", .dropped, .hard),
            ("\"event\":\"failed\",\"severity\":\"permanent\",\"delivery-status\":{\"code\":606}", .dropped, .blocked),
            (
                "\"event\":\"failed\",\"severity\":\"permanent\",\"delivery-status\":{\"code\":607}", .dropped,
                .complaint
            ),
            ("\"event\":\"failed\",\"severity\":\"permanent\",\"delivery-status\":{\"code\":625}", .dropped, .blocked),
            ("\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"old\"", .bounced, .soft),
            ("\"event\":\"failed\",\"severity\":\"permanent\",\"reason\":\"espblock\"", .blocked, .blocked),
            ("\"event\":\"complained\"", .complained, nil), ("\"event\":\"unsubscribed\"", .unsubscribed, nil),
            ("\"event\":\"opened\"", .opened, nil), ("\"event\":\"clicked\"", .clicked, nil),
            ("\"event\":\"stored\"", .unknown, nil), ("\"event\":\"invented\"", .unknown, nil),
            ("\"event\":7", .unknown, nil), ("\"other\":1", .unknown, nil),
        ] as [(String, ProviderEvent.Kind, FailureClass?)]
    )
    func `Mailgun's words are understood`(
        fields: String,
        kind: ProviderEvent.Kind,
        failureClass: FailureClass?
    ) throws {
        let event = try Self.read(Self.mailgun(fields), .mailgun)
        #expect(event.kind == kind)
        #expect(event.failureClass == failureClass)
        #expect(event.tag == "tag1")
        #expect(event.messageID == "m1@mg.example.com")
        #expect(event.recipient == "a@example.nl")
        #expect(event.occurredAt == 1_760_000_000_500_000)
    }

    @Test(
        arguments: [
            ("\"event\":\"processed\"", .accepted, nil), ("\"event\":\"deferred\"", .deferred, nil),
            ("\"event\":\"delivered\",\"response\":\"250 OK\"", .delivered, nil),
            (
                "\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.1.1\",\"bounce_classification\":\"Invalid Address\"",
                .bounced, .hard
            ),
            (
                "\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.2.2\","
                    + "\"bounce_classification\":\"Mailbox Unavailable\"", .bounced, .soft
            ),
            (
                "\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.0.0\","
                    + "\"bounce_classification\":\"Mailbox Unavailable\"", .bounced, .hard
            ),
            (
                "\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.3.0\","
                    + "\"bounce_classification\":\"Technical Failure\"", .bounced, .soft
            ),
            (
                "\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.1.1\",\"bounce_classification\":\"Reputation\"",
                .blocked, .blocked
            ),
            ("\"event\":\"bounce\",\"type\":\"blocked\",\"status\":\"4.7.0\"", .blocked, .blocked),
            ("\"event\":\"bounce\",\"reason\":\"550 5.1.1 user unknown\"", .bounced, .hard),
            ("\"event\":\"dropped\",\"reason\":\"Bounced Address\"", .dropped, .hard),
            ("\"event\":\"dropped\",\"reason\":\"Spam Reporting Address\"", .dropped, .complaint),
            ("\"event\":\"dropped\",\"reason\":\"Unsubscribed Address\"", .dropped, .blocked),
            ("\"event\":\"dropped\",\"reason\":\"Invalid SMTPAPI header\"", .blocked, .blocked),
            ("\"event\":\"open\",\"sg_machine_open\":true", .opened, nil), ("\"event\":\"click\"", .clicked, nil),
            ("\"event\":\"spamreport\"", .complained, nil), ("\"event\":\"group_unsubscribe\"", .unsubscribed, nil),
            ("\"event\":\"group_resubscribe\"", .unknown, nil), ("\"event\":\"invented\"", .unknown, nil),
        ] as [(String, ProviderEvent.Kind, FailureClass?)]
    )
    func `SendGrid's words are understood`(
        fields: String,
        kind: ProviderEvent.Kind,
        failureClass: FailureClass?
    ) throws {
        let json = """
            [{"email":"a@example.nl","timestamp":1760000000,"sg_event_id":"e1","postboek":"tag1",
            "sg_message_id":"Abc_1-d.recvd-77.0","smtp-id":"<x@ismtpd>",\(fields)}]\r\n
            """
        let event = try Self.read(json, .sendgrid)
        #expect(event.kind == kind)
        #expect(event.failureClass == failureClass)
        #expect(event.tag == "tag1")
        #expect(event.messageID == "Abc_1-d")
        #expect(event.internetMessageID == "x@ismtpd")
        #expect(event.machine == (fields.contains("machine") ? .apple : nil))
    }

    @Test(
        arguments: [
            ("\"event\":\"sent\",\"smtp_reply\":\"250 2.0.0 OK\"", .delivered, nil),
            ("\"event\":\"bounce\",\"hard_bounce\":true,\"error\":\"\"", .bounced, .hard),
            ("\"event\":\"bounce\",\"hard_bounce\":false,\"error\":\"user unknown\"", .bounced, .hard),
            ("\"event\":\"bounce\",\"error_related_to\":\"domain\",\"error\":\"no mail host\"", .bounced, .hard),
            ("\"event\":\"bounce\",\"error_related_to\":\"recipient\",\"error\":\"quota exceeded\"", .bounced, .soft),
            ("\"event\":\"bounce\",\"error_related_to\":\"recipient\",\"error\":\"mailbox inactive\"", .bounced, .soft),
            ("\"event\":\"bounce\",\"error_related_to\":\"system\",\"error\":\"\"", .bounced, .soft),
            ("\"event\":\"bounce\",\"error_related_to\":\"domain\",\"error\":\"greylisted\"", .deferred, nil),
            ("\"event\":\"bounce\",\"error_related_to\":\"spam\",\"error\":\"sender blocked\"", .blocked, .blocked),
            ("\"event\":\"bounce\",\"error_related_to\":\"recipient\",\"error\":\"blacklisted\"", .blocked, .blocked),
            (
                "\"event\":\"bounce\",\"error_related_to\":\"recipient\",\"error\":\"spam reporter\"", .bounced,
                .complaint
            ),
            ("\"event\":\"bounce\",\"comment\":\"550 5.1.1 no such user\"", .bounced, .hard),
            ("\"event\":\"bounce\"", .bounced, .soft),
            ("\"event\":\"blocked\",\"error_related_to\":\"mailjet\",\"error\":\"preblocked\"", .blocked, .blocked),
            ("\"event\":\"blocked\",\"error_related_to\":\"recipient\",\"error\":\"user unknown\"", .dropped, .hard),
            (
                "\"event\":\"blocked\",\"error_related_to\":\"recipient\",\"error\":\"spam reporter\"", .dropped,
                .complaint
            ),
            ("\"event\":\"spam\",\"source\":\"JMRPP\"", .complained, nil), ("\"event\":\"unsub\"", .unsubscribed, nil),
            ("\"event\":\"open\",\"agent\":\"Mozilla/5.0\"", .opened, nil), ("\"event\":\"click\"", .clicked, nil),
            ("\"event\":\"invented\"", .unknown, nil),
        ] as [(String, ProviderEvent.Kind, FailureClass?)]
    )
    func `Mailjet's words are understood, alone and in a group`(
        fields: String,
        kind: ProviderEvent.Kind,
        failureClass: FailureClass?
    ) throws {
        let json = """
            {"time":1760000000,"MessageID":18446744073709551614,"email":"a@example.nl","CustomID":"tag1",\(fields)}
            """
        let alone = try Self.read(json, .mailjet)
        #expect(alone.kind == kind)
        #expect(alone.failureClass == failureClass)
        #expect(alone.messageID == "18446744073709551614")
        #expect(alone.tag == "tag1")
        let grouped = try WebhookReader.items(Array(" [ \(json) , \(json)] ".utf8), from: .mailjet, heardAt: Self.now)
        #expect(grouped.map(\.event) == [alone, alone])
        #expect(grouped.allSatisfy { $0.bytes == Array(json.utf8) }, "each event has its own bytes, as they were sent")
    }

    @Test func `what cannot be read is kept as unknown, so that nobody sends it again and again`() throws {
        let odd = "[1, null, \"text\", {\"event\":{}}, {\"event\":\"delivered\",\"timestamp\":-4}, {bad json}]"
        let items = try WebhookReader.items(Array(odd.utf8), from: .sendgrid, heardAt: Self.now)
        #expect(items.count == 6)
        #expect(items.map(\.event.kind).filter { $0 == .unknown }.count == 5)
        #expect(items.allSatisfy { $0.event.occurredAt == Self.now })
        #expect(try WebhookReader.items(Array("[]\r\n".utf8), from: .sendgrid, heardAt: 0).isEmpty)
        for broken in ["", "x", "[1", "[1]]", "[1,]", "{", "[\"]"] {
            let items = try WebhookReader.items(Array(broken.utf8), from: .sendgrid, heardAt: 0)
            #expect(items.map(\.event.kind) == [.unknown], "\(broken)")
            #expect(items.first?.bytes == Array(broken.utf8))
        }
        let many = "[" + Array(repeating: "1", count: WebhookReader.most + 1).joined(separator: ",") + "]"
        #expect(throws: WebhookRefusal.self) { try WebhookReader.items(Array(many.utf8), from: .mailjet, heardAt: 0) }
    }

    @Test func `an event that is dated later than it was heard happened when it was heard`() throws {
        let event = try Self.read("[{\"event\":\"delivered\",\"timestamp\":1900000000}]", .sendgrid)
        #expect(event.occurredAt == Self.now)
    }

    @Test func `two events that Mailgun gives one id are two, and a repeat is the same one`() throws {
        let opened = try Self.read(Self.mailgun("\"event\":\"opened\""), .mailgun)
        let clicked = try Self.read(Self.mailgun("\"event\":\"clicked\""), .mailgun)
        #expect(opened.eventID == clicked.eventID)
        #expect(opened.identity != clicked.identity)
        #expect(opened.identity == (try Self.read(Self.mailgun("\"event\":\"opened\",\"more\":1"), .mailgun)).identity)
    }

    @Test func `the facts of an event say what it means for the copy`() throws {
        func facts(_ kind: ProviderEvent.Kind, _ failureClass: FailureClass? = nil) -> [MailEvent] {
            var event = ProviderEvent(kind, provider: .sendgrid, word: "w", occurredAt: 1)
            event.failureClass = failureClass
            event.words = "550 words"
            return event.facts(authentication: .signed, evidence: 9)
        }
        for kind in [ProviderEvent.Kind.accepted, .opened, .clicked, .unsubscribed, .unknown] {
            #expect(facts(kind).isEmpty)
        }
        guard case .messageBounced(let bounce)? = facts(.bounced, .hard).first else { throw Unexpected() }
        #expect(bounce.failureClass == .hard)
        #expect(bounce.authentication == .signed)
        #expect(bounce.evidence == 9)
        #expect(bounce.text == "550 words")
        #expect(facts(.complained).count == 2, "who complains has had the mail")
        var evidence = StatusEvidence()
        for (number, fact) in facts(.complained).enumerated() { evidence.add(fact, at: 1, position: Int64(number)) }
        let status = ExplainedStatus(evidence)
        #expect(status.status == .failed)
        #expect(status.failureClass == .complaint)
        #expect(evidence.facts[.delivered] != nil)
    }

    @Test(arguments: 0..<200)
    func `in whatever order and how often events come, the status is the same`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let kinds = ProviderEvent.Kind.allCases
        let events = (0..<Int.random(in: 1...8, using: &generator)).map { number in
            var event = ProviderEvent(
                kinds[Int.random(in: 0..<kinds.count, using: &generator)],
                provider: .mailgun,
                word: "w",
                occurredAt: Int64.random(in: 0...20, using: &generator) * 10 + Int64(number)
            )
            event.failureClass = FailureClass.allCases.randomElement(using: &generator)
            event.words = "words \(number)"
            return event
        }
        func status(_ events: [ProviderEvent]) -> ExplainedStatus {
            var evidence = StatusEvidence()
            var position: Int64 = 0
            for event in events {
                for fact in event.facts(authentication: .signed) {
                    evidence.add(fact, at: event.occurredAt, position: position)
                    position += 1
                }
            }
            var status = ExplainedStatus(evidence)
            status.because = []
            return status
        }
        let wanted = status(events)
        #expect(status(events.reversed()) == wanted)
        for _ in 0..<5 {
            let doubled = (events + events.filter { _ in Bool.random(using: &generator) }).shuffled(using: &generator)
            #expect(status(doubled) == wanted)
        }
    }

    @Test(arguments: MailProvider.allCases)
    func `no body, however broken, is more than an unknown event`(provider: MailProvider) throws {
        var generator = SeededGenerator(seed: 7)
        let sample = Array(
            """
            [{"event":"bounce","time":1760000000,"timestamp":1760000000.5,"hard_bounce":true,"error":"user unknown",
            "event-data":{"event":"failed","severity":"permanent","delivery-status":{"code":550}},"email":"a@example.nl"}]
            """.utf8
        )
        for _ in 0..<3000 {
            var bytes = sample
            for _ in 0...Int.random(in: 0...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(9), at: place)
                default: bytes.removeLast(min(bytes.count - 1, place / 4))
                }
            }
            let items = try WebhookReader.items(bytes, from: provider, heardAt: Self.now)
            #expect(items.count <= bytes.count)
            #expect(items.allSatisfy { $0.event.occurredAt <= Self.now })
        }
        let deep = Array(String(repeating: "[", count: 50_000).utf8)
        #expect(try WebhookReader.items(deep, from: provider, heardAt: 0).map(\.event.kind) == [.unknown])
    }

    private struct Unexpected: Error {}
}
