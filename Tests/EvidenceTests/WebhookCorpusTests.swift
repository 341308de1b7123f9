import Evidence
import Mail
import Testing

@Suite("Real calls of providers", .enabled(if: WebhookCorpus.found != nil, "the corpus is not there"))
struct WebhookCorpusTests {
    /// What each body says, by the name of its file: kind, class of failure.
    private static let meanings: [String: (ProviderEvent.Kind, FailureClass?)] = [
        "mailgun/accepted": (.accepted, nil), "mailgun/clicks": (.clicked, nil),
        "mailgun/delivered_messages": (.delivered, nil), "mailgun/opens": (.opened, nil),
        "mailgun/permanent_failure": (.bounced, .hard),
        "mailgun/permanent_failure_no_description": (.bounced, .hard),
        "mailgun/spam_complaints": (.complained, nil), "mailgun/suppression_failure": (.dropped, .hard),
        "mailgun/temporary_failure": (.deferred, nil), "mailgun/unsubscribes": (.unsubscribed, nil),
        "mailjet/blocked": (.blocked, .blocked), "mailjet/bounce": (.blocked, .blocked),
        "mailjet/click": (.clicked, nil), "mailjet/open": (.opened, nil), "mailjet/sent": (.delivered, nil),
        "mailjet/spam": (.complained, nil), "mailjet/unsub": (.unsubscribed, nil),
        "sendgrid/webhook": (.dropped, .hard),
    ]

    /// Test keys that the providers' libraries and their users publish.
    private static let mailgunKey = "key-0p6mqbf74lb20gzq9f4dhpn9rg3zyk26"
    private static let sendGridKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+"
        + "2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
    private static let sendGridTimestamp = "1600112502"
    private static let sendGridSignature =
        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="

    /// When a call of the corpus may have come: just after it was signed.
    private func moment(_ body: [UInt8]) -> Int64 {
        let signed = WireValue(parsing: body)?["signature"]["timestamp"].integer ?? 1_700_000_000
        return (signed + 5) * 1_000_000
    }

    private func items(_ bytes: [UInt8], _ provider: MailProvider) throws -> [WebhookReader.Item] {
        try WebhookReader.items(bytes, from: provider, heardAt: 1_800_000_000_000_000)
    }

    @Test func `every body means what its name says`() throws {
        let corpus = try #require(WebhookCorpus.found)
        var count = 0
        for provider in MailProvider.allCases {
            for body in corpus.bodies(of: provider.rawValue) {
                let name = "\(provider.rawValue)/\(body.name)"
                let found = try items(body.bytes, provider)
                let event = try #require(found.first?.event, "\(name)")
                #expect(found.count == 1, "\(name)")
                #expect(event.recipient?.contains("@") == true, "\(name)")
                #expect(event.messageID != nil, "\(name)")
                #expect(event.occurredAt < 1_800_000_000_000_000, "\(name)")
                count += 1
                guard let (kind, failureClass) = Self.meanings[name] else {
                    // A body that came later must at least be one of a known kind.
                    #expect(event.kind != .unknown, "\(name)")
                    continue
                }
                #expect(event.kind == kind, "\(name)")
                #expect(event.failureClass == failureClass, "\(name)")
            }
        }
        #expect(count >= Self.meanings.count)
    }

    @Test func `every signature of Mailgun's verifies, and none with a character changed`() throws {
        let corpus = try #require(WebhookCorpus.found)
        let key = try #require(WebhookKey(Self.mailgunKey, of: .mailgun))
        let check = WebhookCheck(key: key)
        for body in corpus.bodies(of: "mailgun") {
            let at = moment(body.bytes)
            let proof = try check.check(WebhookCall(body: body.bytes, headers: [:], heardAt: at))
            let signature = try #require(WireValue(parsing: body.bytes)?["signature"])
            #expect(proof.token == signature["token"].text)
            for field in ["timestamp", "token", "signature"] {
                let value = try #require(signature[field].text)
                for (offset, character) in value.enumerated() {
                    let other = character == "0" ? "1" : "0"
                    let changed = value.prefix(offset) + other + value.dropFirst(offset + 1)
                    let text = String(decoding: body.bytes, as: UTF8.self).replacing(value, with: changed)
                    #expect(throws: WebhookRefusal.wrongSignature, "\(body.name) \(field) \(offset)") {
                        try check.check(WebhookCall(body: Array(text.utf8), headers: [:], heardAt: at))
                    }
                }
            }
        }
    }

    @Test func `SendGrid's signature verifies, and not with any bit of body, time or signature flipped`() throws {
        let corpus = try #require(WebhookCorpus.found)
        let check = WebhookCheck(key: try #require(WebhookKey(Self.sendGridKey, of: .sendgrid)))
        // What is signed ends in CRLF, which the file has not got.
        let body = try #require(corpus.bodies(of: "sendgrid").first { $0.name == "webhook" }).bytes
        let trimmed = Array(body.reversed().drop { $0 == 10 || $0 == 13 }.reversed()) + [13, 10]
        let at: Int64 = 1_600_112_512_000_000
        func verdict(_ body: [UInt8], _ timestamp: String, _ signature: String) -> Bool {
            let headers = [
                "x-twilio-email-event-webhook-signature": signature,
                "x-twilio-email-event-webhook-timestamp": timestamp,
            ]
            return (try? check.check(WebhookCall(body: body, headers: headers, heardAt: at))) != nil
        }
        #expect(verdict(trimmed, Self.sendGridTimestamp, Self.sendGridSignature))
        #expect(!verdict(body, Self.sendGridTimestamp, Self.sendGridSignature), "the CRLF is signed too")
        for offset in trimmed.indices {
            var changed = trimmed
            changed[offset] ^= 1 << UInt8(offset % 8)
            #expect(!verdict(changed, Self.sendGridTimestamp, Self.sendGridSignature), "\(offset)")
        }
        for offset in Self.sendGridTimestamp.indices {
            let text = Self.sendGridTimestamp
            let changed = String(text[..<offset] + "9" + text[text.index(after: offset)...])
            #expect(!verdict(trimmed, changed, Self.sendGridSignature))
        }
        for offset in Self.sendGridSignature.indices.dropLast(1) {
            let text = Self.sendGridSignature
            let other = text[offset] == "A" ? "B" : "A"
            let changed = String(text[..<offset] + other + text[text.index(after: offset)...])
            #expect(!verdict(trimmed, Self.sendGridTimestamp, changed))
        }
    }
}
