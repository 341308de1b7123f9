import Crypto
import Foundation
import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("Providers' calls")
struct WebhookCallsTests {
    private func failed(_ messageID: String, _ more: String = "", at second: Int = 1_760_000_000) -> String {
        """
        "event":"failed","severity":"permanent","reason":"bounce","id":"e1","timestamp":\(second).25,
        "recipient":"uncertain@example.com","message":{"headers":{"message-id":"\(messageID)"}},
        "delivery-status":{"code":550,"enhanced-code":"5.1.1","message":"5.1.1 no such user"}\(more)
        """
    }

    @Test
    func `a webhook is set up and taken away, and its secrets stand in its address only`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let path = "/v1/settings/methods/mailgun/webhook"
            let template = "/v1/settings/methods/{kind}/webhook"
            #expect(try await service.call(.get, path).status == 404)
            #expect(try await service.call(.put, "/v1/settings/methods/smtp/webhook", body: "{}").status == 404)
            let first = try await service.call(.put, path, body: "{}")
            #expect(try description.faults(first, "put", template).isEmpty, "\(first.text)")
            #expect(try first.json["hasKey"] == .bool(false))
            let keyed = try await service.call(.put, path, body: "{\"key\":\"\(SignedCall.mailgunKey)\"}")
            #expect(try keyed.json["url"] == first.json["url"])
            #expect(try keyed.json["hasKey"] == .bool(true))
            #expect(try await service.call(.get, path).text == keyed.text)
            let moved = try await service.call(.put, path, body: "{\"newAddress\":true}")
            #expect(try moved.json["url"] != first.json["url"])
            #expect(try moved.json["hasKey"] == .bool(true))
            let secret = try #require(try moved.json["url"].text.split(separator: "/").last)
            #expect(secret.utf8.count == 43)
            let events = try await service.call(.get, "/v1/events").text
            #expect(!events.contains(secret))
            #expect(!events.contains(SignedCall.mailgunKey))
            for (wrong, field) in [("{\"key\":\"x\"}", "key"), ("{\"maximumAgeSeconds\":5}", "maximumAgeSeconds")] {
                #expect(try await service.call(.put, path, body: wrong).problemFields == [field])
            }
            #expect(try await service.call(.delete, path).status == 204)
            #expect(try await service.call(.get, path).status == 404)
            let call = SignedCall.mailgun("\"event\":\"accepted\"")
            #expect(try await service.hook("/hooks/acme/mailgun/\(secret)", call).status == 403)
        }
    }

    @Test
    func `what Mailgun says decides the status, is kept, suppresses, and adds nothing when it comes again`()
        async throws
    {
        try await ServiceUnderTest.run { service in
            let path = try await service.webhook(of: "mailgun", key: SignedCall.mailgunKey)
            let id = try await service.sendInvoice(1, to: "uncertain@example.com")
            #expect(try await service.status(of: id) == "unknown")
            let call = SignedCall.mailgun(failed(try await service.messageID(of: id)))
            #expect(try await service.hook(path, call).status == 200)
            #expect(try await service.status(of: id) == "failed/hard")
            for _ in 0..<500 {
                if try await service.eventTypes().contains("recipient.suppressed") { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            let types = try await service.eventTypes()
            #expect(types.contains("recipient.suppressed"))
            #expect(types.filter { $0 == "report.received" }.count == 1)
            #expect(types.filter { $0 == "message.bounced" }.count == 1)
            // The provider tries again: the same call, and the same news with a new signature.
            #expect(try await service.hook(path, call).status == 200)
            let again = SignedCall.mailgun(failed(try await service.messageID(of: id)))
            #expect(try await service.hook(path, again).status == 200)
            #expect(try await service.eventTypes() == types)
            let bounce = try #require(
                try await service.events().first { try $0["type"].text == "message.bounced" }
            )
            #expect(try bounce["occurredAt"].text == "2025-10-09T08:53:20.250000Z")
            #expect(try bounce["data"]["authentication"].text == "signed")
            #expect(try bounce["data"]["rule"].text == "mailgun/bounce")
        }
    }

    @Test
    func `a call that is not genuine is refused, counted and shown`() async throws {
        try await ServiceUnderTest.run { service in
            let path = try await service.webhook(of: "mailgun", key: SignedCall.mailgunKey)
            let before = try await service.eventTypes()
            let event = "\"event\":\"stored\""
            let unsigned = SignedCall(body: "{\"event-data\":{\(event)}}")
            #expect(try await service.hook(path, unsigned).problem == "webhook-unsigned")
            #expect(try await service.hook(path, .mailgun(event, key: "another-key-of-somebody")).status == 403)
            #expect(try await service.hook(path, .mailgun(event, age: 100_000)).problem == "webhook-refused")
            #expect(try await service.hook(path, SignedCall(body: "no JSON")).status == 403)
            for wrong in [path + "x", "/hooks/acme/sendgrid/secret", "/hooks/nobody/mailgun/secret", "/hooks/acme/x/y"]
            {
                let answer = try await service.hook(wrong, .mailgun(event))
                #expect(answer.status == 403)
                #expect(answer.text == (try await service.hook("/hooks/a/b/c", .mailgun(event))).text)
            }
            #expect(try await service.eventTypes() == before)
            let answer = try await service.call(.get, "/v1/feeds")
            #expect(try Description().faults(answer, "get", "/v1/feeds").isEmpty, "\(answer.text)")
            let feeds = try answer.json["items"].array
            #expect(try feeds.map { try $0["feed"].text } == ["webhook.mailgun"])
            #expect(try feeds[0]["failed"].number == 4)
            #expect(try feeds[0]["wrongAddress"].number == 1)
            #expect(try feeds[0]["state"].text == "silent")

            let first = SignedCall.mailgun(event, token: "token-1")
            #expect(try await service.hook(path, first).status == 200)
            #expect(try await service.hook(path, first).status == 200)
            var other = first
            other.body = first.body.replacing("stored", with: "delivered")
            #expect(try await service.hook(path, other).status == 406)
            let heard = try await service.call(.get, "/v1/feeds").json["items"].array[0]
            #expect(try heard["state"].text == "heard")
            #expect(try heard["heard"].number == 2)
        }
    }

    @Test
    func `a network that is refused too often is told to wait, and the provider's good calls are not`() async throws {
        var settings = HTTPServiceSettings()
        settings.webhookRefusalsPerMinute = 3
        try await ServiceUnderTest.run(settings: settings) { service in
            let path = try await service.webhook(of: "mailjet", key: nil)
            var statuses: Set<Int> = []
            // The minute may end meanwhile, and then the count begins anew.
            for _ in 0..<12 {
                statuses.insert(try await service.hook("/hooks/acme/mailjet/x", SignedCall(body: "{}")).status)
            }
            #expect(statuses == [403, 429])
            #expect(try await service.hook(path, SignedCall(body: "{}")).status == 200)
        }
    }

    @Test
    func `batches of SendGrid's are taken whole, with what is unknown kept, and only to the last byte signed`()
        async throws
    {
        let key = P256.Signing.PrivateKey()
        try await ServiceUnderTest.run { service in
            let path = try await service.webhook(
                of: "sendgrid",
                key: key.publicKey.derRepresentation.base64EncodedString()
            )
            var ids: [String] = []
            for number in 1...3 { ids.append(try await service.sendInvoice(number, to: "uncertain@example.com")) }
            func event(_ number: Int, _ fields: String) async throws -> String {
                """
                {"email":"uncertain@example.com","timestamp":\(1_760_000_000 + number),"sg_event_id":"e\(number)",
                "smtp-id":"<\(try await service.messageID(of: ids[number]))>",\(fields)}
                """
            }
            let batch = [
                try await event(0, "\"event\":\"delivered\""),
                try await event(1, "\"event\":\"bounce\",\"type\":\"blocked\",\"reason\":\"554 5.7.1 policy\""),
                try await event(2, "\"event\":\"invented\""), "{\"event\":\"processed\",\"sg_event_id\":\"elsewhere\"}",
                "7",
            ]
            let call = try SignedCall.sendGrid("[\(batch.joined(separator: ","))]\r\n", key: key)
            var cut = call
            cut.body.removeLast()
            #expect(try await service.hook(path, cut).status == 403)
            #expect(try await service.hook(path, call).status == 200)
            #expect(try await service.status(of: ids[0]) == "delivered")
            #expect(try await service.status(of: ids[1]) == "failed/blocked")
            #expect(try await service.status(of: ids[2]) == "unknown")
            let reports = try await service.events()
                .filter { try $0["type"].text == "report.received" }
                .map { try $0["data"]["kind"].text }
            #expect(reports.sorted() == ["accepted", "blocked", "delivered", "unknown", "unknown"])
            // Other events, such as a suppression, come when they come.
            func types() async throws -> [String] {
                let own = ["report.received", "message.delivered", "message.bounced"]
                return try await service.eventTypes().filter(own.contains)
            }
            let before = try await types()
            #expect(try await service.hook(path, call).status == 200)
            #expect(try await types() == before)
        }
    }

    @Test
    func `in whatever order and company Mailjet's calls come, the statuses are the same`() async throws {
        // What is said about each of four copies, and what is to come of it.
        let stories: [(said: [String], status: String)] = [
            (
                ["\"event\":\"sent\"", "\"event\":\"open\"", "\"event\":\"bounce\",\"error\":\"greylisted\""],
                "delivered"
            ),
            (["\"event\":\"sent\"", "\"event\":\"spam\""], "failed/complaint"),
            (["\"event\":\"bounce\",\"hard_bounce\":true", "\"event\":\"invented\""], "failed/hard"),
            (["\"event\":\"bounce\",\"error\":\"quota exceeded\"", "\"event\":\"sent\""], "failed/soft"),
        ]
        try await ServiceUnderTest.run { service in
            let path = try await service.webhook(of: "mailjet", key: nil)
            for round in 0..<4 {
                var ids: [String] = []
                var calls: [String] = []
                for (number, story) in stories.enumerated() {
                    // One address that fails is sent no second mail.
                    let address = "uncertain-\(round)-\(number)@example.com"
                    let id = try await service.sendUntracked(10 * round + number, to: address)
                    ids.append(id)
                    let tag = try service.tag(of: id)
                    for (offset, said) in story.said.enumerated() {
                        calls.append(
                            """
                            {"time":\(1_760_000_000 + offset),"MessageID":\(9_000_000_000_000_000_000 + number),
                            "email":"\(address)","CustomID":"\(tag)",\(said)}
                            """
                        )
                    }
                }
                var order = calls
                if round == 1 { order.reverse() }
                if round > 1 { order = (calls + calls).shuffled() }
                if round == 3 {
                    #expect(
                        try await service.hook(path, SignedCall(body: "[\(order.joined(separator: ","))]")).status
                            == 200
                    )
                } else {
                    for call in order { #expect(try await service.hook(path, SignedCall(body: call)).status == 200) }
                }
                for (id, story) in zip(ids, stories) {
                    #expect(try await service.status(of: id) == story.status, "round \(round)")
                }
            }
            let types = try await service.eventTypes()
            #expect(
                !types.contains("message.opened"),
                "a copy that is not tracked is not tracked by the provider either"
            )
        }
    }
}
