import Crypto
import Evidence
import Foundation
import Ledger
import Mail
import MailLedger
import Sending
import Testing

@testable import Postoffice

@Suite("Providers' calls after a restart")
struct WebhookRestartTests {
    private static let key = "a-signing-key-of-these-tests"

    /// A call of Mailgun's with a token of its own.
    private static func call(_ fields: String) -> WebhookCall {
        let now = Timestamp.now().microseconds
        let (timestamp, token) = (now / 1_000_000, UUID().uuidString)
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp)\(token)".utf8),
            using: SymmetricKey(data: Array(key.utf8))
        )
        let signature = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let body = """
            {"signature":{"timestamp":"\(timestamp)","token":"\(token)","signature":"\(signature)"},
            "event-data":{\(fields)}}
            """
        return WebhookCall(body: Array(body.utf8), headers: [:], heardAt: now)
    }

    /// What Mailgun tells of a few copies, in its order: good and bad ends, an opening, and what is about nobody here.
    private static func calls(_ messages: [OpaqueID], in organization: Organization) throws -> [WebhookCall] {
        let key = organization.archive.index
        var fields: [String] = []
        for (number, message) in messages.enumerated() {
            let tag = try #require(ReturnPathTag(message: message, recipient: 1, key: key))
            let address = "uncertain-\(number)@example.com"
            let common = "\"user-variables\":{\"postboek\":\"\(tag)\"},\"recipient\":\"\(address)\""
            let time = 1_795_000_000 + number
            fields += [
                "\"event\":\"accepted\",\"id\":\"a\(number)\",\"timestamp\":\(time),\(common)",
                "\"event\":\"delivered\",\"id\":\"d\(number)\",\"timestamp\":\(time + 1).5,\(common)",
                """
                "event":"opened","id":"o\(number)","timestamp":\(time + 4000),"ip":"203.0.113.7",\(common),
                "client-info":{"user-agent":"Thunderbird/128","client-type":"email client"}
                """,
            ]
            guard number == 0 else { continue }
            fields += [
                """
                "event":"failed","severity":"permanent","reason":"bounce","id":"f","timestamp":\(time + 2),\(common),
                "delivery-status":{"code":550,"message":"5.1.1 no such user"}
                """,
                "\"event\":\"complained\",\"id\":\"c\",\"timestamp\":\(time + 3),\(common)",
                "\"event\":\"delivered\",\"id\":\"x\",\"timestamp\":\(time),\"recipient\":\"stranger@example.com\"",
            ]
        }
        return fields.map(call)
    }

    private static func take(_ calls: [WebhookCall], _ secret: String, in organization: Organization) async -> Int {
        var new = 0
        for call in calls {
            let outcome = await organization.takeWebhook(of: .mailgun, secret: secret, call)
            guard case .taken(let added) = outcome else {
                Issue.record("\(outcome)")
                continue
            }
            new += added
        }
        return new
    }

    @Test func `that were heard before add nothing, in whatever order they are made again`() async throws {
        let folder = KeptFolder()
        defer { folder.remove() }
        var (calls, secret, before): ([WebhookCall], String, [MailEvent]) = ([], "", [])
        try await folder.open { test in
            let answer = try await test.organization.setWebhook(
                of: .mailgun,
                WebhookRequest(key: Self.key),
                actor: nil
            )
            secret = try #require(answer.url.split(separator: "/").last.map(String.init))
            var messages: [OpaqueID] = []
            for number in 0..<3 { messages.append(try await test.send(to: "uncertain-\(number)@example.com")) }
            calls = try Self.calls(messages, in: test.organization)
            #expect(await Self.take(calls, secret, in: test.organization) > 0)
            before = try await test.statedEvents()
        }
        for _ in 0..<2 {
            try await folder.open { test in
                // No token is remembered now, so each call is as good as new.
                let again = (calls + calls).shuffled()
                #expect(await Self.take(again, secret, in: test.organization) == 0)
                #expect(try await test.statedEvents() == before)
                var other = try #require(calls.first)
                let text = String(decoding: other.body, as: UTF8.self)
                other.body = Array(text.replacing("accepted", with: "complained").utf8)
                #expect(await test.organization.takeWebhook(of: .mailgun, secret: secret, other) == .replayed)
            }
        }
    }
}
