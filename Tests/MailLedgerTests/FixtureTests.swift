import Ledger
import Mail
import MailLedger
import Testing

/// Every event name that was ever written, with a body as it was written then.
///
/// A fixture is never changed: what stands in somebody's ledger must be read for ever. A new schema version adds one.
@Suite("Bodies that were written once")
struct FixtureTests {
    private static let fixtures: [(name: String, schema: Int, data: String)] = [
        ("organization.created", 1, #"{"name":"example"}"#),
        ("settings.changed", 1, #"{"new":"{\"host\":\"mail.example.com\"}","setting":"method.smtp"}"#),
        (
            "document.registered", 1,
            #"""
            {"document":{"customer":{"id":"c-1","language":"nl","name":"Example BV"},"dueOn":"2026-12-21",
            "id":"inv-1","issuedOn":"2026-11-21","lines":[{"description":"Work","quantity":"2","total":"100.00",
            "unitPrice":"50.00","vatRate":"21"}],"number":"2026-001","paid":false,
            "total":{"amount":"121.00","currency":"EUR"},"type":"invoice"}}
            """#
        ),
        (
            "message.queued", 1,
            #"""
            {"attachments":{"1":{"content":"c2","contentHash":"bb","mediaType":"application/pdf",
            "name":"invoice.pdf","size":500}},"from":"office@example.nl","method":"smtp",
            "recipients":{"1":{"address":"person@example.com","content":"c1","contentHash":"aa",
            "messageID":"1@mail.example.nl","name":"Sample","role":"to","size":900,"tracked":true}},
            "reference":"shared@mail.example.nl","returnPath":"bounce@example.nl","subject":"Invoice 2026-001",
            "trackOpens":true}
            """#
        ),
        ("message.attempted", 1, #"{"method":"smtp"}"#),
        (
            "message.sent", 1,
            #"""
            {"assignedMessageID":"x@relay.example.com","code":250,"dsnOffered":true,"dsnRequested":true,
            "method":"smtp","queueID":"4Xyz","server":"mx.example.com","stage":"finalDot","status":"2.0.0",
            "text":"queued as 4Xyz","tlsCipher":"TLS_AES_128_GCM_SHA256","tlsVerified":true,"tlsVersion":"TLSv1.3"}
            """#
        ),
        (
            "message.deferred", 1,
            #"{"code":451,"method":"smtp","nextAttemptAt":1795000060000000,"stage":"rcpt","status":"4.7.1"}"#
        ),
        ("message.rejected", 1, #"{"code":550,"failureClass":"hard","method":"smtp","stage":"rcpt","status":"5.1.1"}"#),
        ("message.uncertain", 1, #"{"failure":"connection lost","method":"smtp","stage":"finalDot"}"#),
        ("message.cancelled", 1, #"{"reason":"withdrawn"}"#),
        ("message.delivered", 1, #"{"authentication":"own","source":"sandbox"}"#),
        (
            "message.bounced", 1,
            #"""
            {"authentication":"signed","code":550,"failureClass":"blocked","rule":"policy/1","source":"dsn",
            "status":"5.7.1","text":"550 5.7.1 refused"}
            """#
        ),
        (
            "message.opened", 1,
            #"""
            {"agent":"Thunderbird","confidence":"high","hitClass":"person","hits":1,"rule":"direct","ruleSet":1,
            "saysRead":true}
            """#
        ),
        ("message.read", 1, #"{"authentication":"id","source":"receipt"}"#),
        ("message.complained", 1, #"{"authentication":"signed","failureClass":"complaint","source":"complaint"}"#),
        ("message.expired", 1, #"{"reason":"no report within 25 days"}"#),
        (
            "message.delayed", 1,
            #"{"authentication":"signed","evidence":9,"reportID":"ab","rule":"dsn/1","source":"dsn","status":"4.4.1"}"#
        ),
        ("message.relayed", 1, #"{"authentication":"signed","source":"dsn","status":"2.0.0"}"#),
        ("message.answered", 1, #"{"authentication":"id","source":"reply"}"#),
        (
            "customer.registered", 1,
            #"""
            {"customer":{"contacts":{"1":{"address":"person@example.com","name":"Sample"}},
            "deliveries":{"invoice":{"cc":[],"files":"pdf+ubl","mailByDefault":true,"to":["1"],"tracking":"never"}},
            "id":"c-1","language":"nl","name":"Example BV","tracking":"onRequest"}}
            """#
        ),
        (
            "report.received", 1,
            #"""
            {"content":"c3","contentHash":"bb","kind":"bounce","matchedBy":"returnPath","ruleSet":1,"size":700,
            "source":"imap"}
            """#
        ),
        ("recipient.suppressed", 1, #"{"address":"person@example.com","because":7,"reason":"hard"}"#),
        ("recipient.released", 1, #"{"address":"person@example.com"}"#),
        ("tracking.withdrawn", 1, #"{"address":"person@example.com"}"#),
        ("sender.verified", 1, #"{"address":"office@example.nl"}"#),
        (
            "domain.checked", 1,
            #"""
            {"domain":"example.nl","method":"own-domain","report":"{}","verdicts":{"dkim.a":"ok","spf":"broken"}}
            """#
        ),
        ("feed.changed", 1, #"{"feed":"webhook.mailgun","reason":"nothing heard for a day"}"#),
        ("batch.submitted", 1, #"{"batch":"b1","content":"c4","count":2}"#),
        ("batch.refused", 1, #"{"batch":"b1","index":1,"reason":"has no recipient"}"#),
        ("batch.cancelled", 1, #"{"batch":"b1"}"#),
        ("subject.erased", 1, #"{"basis":"asked for by the person","subject":"person/1"}"#),
        (
            "ledger.restored", 1,
            #"{"endedBatches":1,"epoch":1,"madeAt":1795000000000000,"root":"feed","size":300,"uncertainCopies":2}"#
        ),
        (
            "subject.erased", 1,
            #"{"basis":"asked for","counts":{"mails":2},"keys":["p-1","d-1"],"life":0,"subject":"person/1"}"#
        ),
        ("subject.held", 1, #"{"address":"person@example.com","reason":"lawsuit 7","subject":"person/1"}"#),
        ("subject.unheld", 1, #"{"address":"person@example.com","reason":"lawsuit ended","subject":"person/1"}"#),
        (
            "subject.readmitted", 1,
            #"{"address":"person@example.com","basis":"ordered again","life":1,"subject":"person/1"}"#
        ),
        ("details.expired", 1, #"{"keptMonths":6,"month":"2026-05"}"#),
    ]

    @Test func `every event name has a fixture`() {
        #expect(Set(Self.fixtures.map(\.name)) == Set(SampleFacts.events.map(\.type.rawValue)))
    }

    @Test(arguments: fixtures)
    func `a fixture is read, whole`(name: String, schema: Int, data: String) async throws {
        let ledger = OpaqueID.random()
        let archive = MailArchive(ledger: ledger, index: .random(), keys: MemoryKeyStore())
        func open(_ body: [UInt8]) async throws -> RecordedMailEvent {
            let event = NewEvent(
                id: .random(),
                type: EventType(rawValue: name),
                schema: schema,
                occurredAt: Timestamp(microseconds: 0),
                body: body
            )
            return try #require(try await archive.open([RecordedEvent(event, in: ledger, position: 0)]).first)
        }
        let read = try await open(Array("{\"data\":\(data)}".utf8))
        let event = try #require(read.event)
        #expect(event.type.rawValue == name)
        // Written again and read again it says the same: no field of the fixture was overlooked.
        let fact = MailFact(
            event,
            document: .random(),
            message: .random(),
            recipient: 1,
            person: .person(.random()),
            occurredAt: Timestamp(microseconds: 0)
        )
        let sealed = try #require(try await archive.seal([fact]).first)
        let again = try #require(try await archive.open([RecordedEvent(sealed, in: ledger, position: 0)]).first)
        #expect(again.data == read.data)
    }
}
