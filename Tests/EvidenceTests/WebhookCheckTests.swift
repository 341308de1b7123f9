import Crypto
import Evidence
import Foundation
import Testing

@Suite("Checking providers' calls")
struct WebhookCheckTests {
    private static let now: Int64 = 1_760_000_000
    private static let signingKey = "a-signing-key-of-this-test"

    private func mailgun(timestamp: Int64 = now, token: String = "token-1", key: String = signingKey) -> [UInt8] {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp)\(token)".utf8),
            using: SymmetricKey(data: Array(key.utf8))
        )
        let signature = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return Array(
            """
            {"signature":{"timestamp":"\(timestamp)","token":"\(token)","signature":"\(signature)"},"event-data":{}}
            """.utf8
        )
    }

    private func verdict(
        _ key: WebhookKey,
        _ body: [UInt8],
        headers: [String: String] = [:],
        at second: Int64 = now
    ) -> Result<WebhookProof, WebhookRefusal> {
        let call = WebhookCall(body: body, headers: headers, heardAt: second * 1_000_000)
        return Result { () throws(WebhookRefusal) in try WebhookCheck(key: key).check(call) }
    }

    @Test func `a call that Mailgun's key signed is genuine as long as the provider may try again`() throws {
        let key = try #require(WebhookKey(Self.signingKey, of: .mailgun))
        let body = mailgun()
        for late: Int64 in [0, 60, 8 * 3600, WebhookCheck.usualAge] {
            #expect(verdict(key, body, at: Self.now + late) == .success(WebhookProof(token: "token-1")))
        }
        #expect(verdict(key, body, at: Self.now + WebhookCheck.usualAge + 1) == .failure(.stale))
        #expect(verdict(key, body, at: Self.now - 301) == .failure(.stale))
        #expect(verdict(key, mailgun(key: "another-key")) == .failure(.wrongSignature))
        #expect(verdict(key, Array("{\"event-data\":{}}".utf8)).isUnsigned)
        #expect(verdict(key, Array("no JSON".utf8)) == .failure(.malformed("the body is no JSON")))
        let text = String(decoding: body, as: UTF8.self)
        #expect(verdict(key, Array(text.replacing("token-1", with: "token-2").utf8)) == .failure(.wrongSignature))
    }

    @Test func `a digit of a signature has one way to be written`() throws {
        let key = try #require(WebhookKey(Self.signingKey, of: .mailgun))
        let body = String(decoding: mailgun(), as: UTF8.self)
        let signature = try #require(WireValue(parsing: body.utf8)?["signature"]["signature"].text)
        for other in [
            signature.uppercased(), "+" + signature.dropFirst(), signature + "0", String(signature.dropLast()),
        ] {
            let changed = body.replacing(signature, with: other)
            #expect(verdict(key, Array(changed.utf8)) == .failure(.wrongSignature))
        }
    }

    @Test func `a call that SendGrid's key signed is genuine to the last byte`() throws {
        let secret = P256.Signing.PrivateKey()
        let key = try #require(WebhookKey(secret.publicKey.derRepresentation.base64EncodedString(), of: .sendgrid))
        let body = Array("[{\"event\":\"delivered\"}]\r\n".utf8)
        let signature = try secret.signature(for: Array("\(Self.now)".utf8) + body).derRepresentation
        func headers(_ timestamp: Int64, _ signature: String) -> [String: String] {
            [
                "x-twilio-email-event-webhook-signature": signature,
                "x-twilio-email-event-webhook-timestamp": "\(timestamp)",
            ]
        }
        let text = signature.base64EncodedString()
        #expect(verdict(key, body, headers: headers(Self.now, text)) == .success(WebhookProof(token: nil)))
        #expect(verdict(key, body.dropLast(2), headers: headers(Self.now, text)) == .failure(.wrongSignature))
        #expect(verdict(key, body, headers: headers(Self.now + 1, text)) == .failure(.wrongSignature))
        #expect(verdict(key, body, headers: headers(Self.now, "")) == .failure(.wrongSignature))
        #expect(verdict(key, body).isUnsigned)
        let late = Self.now + WebhookCheck.usualAge + 1
        #expect(verdict(key, body, headers: headers(Self.now, text), at: late) == .failure(.stale))
        let other = try #require(
            WebhookKey(P256.Signing.PrivateKey().publicKey.derRepresentation.base64EncodedString(), of: .sendgrid)
        )
        #expect(verdict(other, body, headers: headers(Self.now, text)) == .failure(.wrongSignature))
    }

    @Test func `Mailjet's calls bear the user and password that were set, where any were`() throws {
        let body = Array("{}".utf8)
        #expect(verdict(.mailjet(credentials: nil), body) == .success(WebhookProof(token: nil)))
        let key = try #require(WebhookKey("postboek:pass:word", of: .mailjet))
        let header = "Basic \(Data("postboek:pass:word".utf8).base64EncodedString())"
        #expect(verdict(key, body, headers: ["authorization": header]) == .success(WebhookProof(token: nil)))
        #expect(verdict(key, body, headers: ["authorization": header + "x"]) == .failure(.wrongSignature))
        #expect(verdict(key, body).isUnsigned)
    }

    @Test(arguments: [
        ("", MailProvider.mailgun), ("short", .mailgun), ("has a space in it", .mailgun), ("", .sendgrid),
        ("no base64!", .sendgrid), ("AAAA", .sendgrid), ("nocolon", .mailjet),
    ])
    func `a text that cannot be a provider's key is none`(text: String, provider: MailProvider) {
        #expect(WebhookKey(text, of: provider) == nil)
    }

    @Test func `a token serves for one body, as long as it is remembered`() {
        var memory = TokenMemory(capacity: 3, keepFor: 100)
        let body = Array("body".utf8)
        func admits(_ token: String, _ body: [UInt8], at moment: Int64) -> Bool {
            memory.admit(token: token, body: body, at: moment)
        }
        #expect(admits("a", body, at: 0))
        #expect(admits("a", body, at: 1), "the provider tries again")
        #expect(!admits("a", [1], at: 2))
        #expect(admits("a", [1], at: 101_000_000), "its signature is not taken any more by then")
        for number in 0..<5000 {
            #expect(admits("t\(number)", body, at: 101_000_000))
            #expect(memory.count <= 3)
        }
    }
}

extension Result where Failure == WebhookRefusal {
    fileprivate var isUnsigned: Bool {
        if case .failure(.unsigned) = self { true } else { false }
    }
}
