import Crypto
import Foundation
import HTTPTypes
import Ledger
import MailLedger
import Postoffice
import Sending

/// Providers' calls as they would come, signed with keys of the tests' own.
struct SignedCall {
    var body: String
    var headers: HTTPFields = [:]

    static let mailgunKey = "a-signing-key-of-these-tests"

    /// A call of Mailgun's.
    ///
    /// - Parameters:
    ///   - fields: What stands in `event-data`, without the braces.
    ///   - token: The one-time token.
    ///   - key: The signing key.
    ///   - age: How long ago it was signed, in seconds.
    /// - Returns: The call.
    static func mailgun(
        _ fields: String,
        token: String = UUID().uuidString,
        key: String = mailgunKey,
        age: Int64 = 0
    ) -> Self {
        let timestamp = Timestamp.now().microseconds / 1_000_000 - age
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp)\(token)".utf8),
            using: SymmetricKey(data: Array(key.utf8))
        )
        let signature = code.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        return Self(
            body: """
                {"signature":{"timestamp":"\(timestamp)","token":"\(token)","signature":"\(signature)"},
                "event-data":{\(fields)}}
                """
        )
    }

    /// A call of SendGrid's.
    static func sendGrid(_ body: String, key: P256.Signing.PrivateKey) throws -> Self {
        let timestamp = String(Timestamp.now().microseconds / 1_000_000)
        let signature = try key.signature(for: Array("\(timestamp)\(body)".utf8)).derRepresentation
            .base64EncodedString()
        var call = Self(body: body)
        for (name, value) in [
            ("X-Twilio-Email-Event-Webhook-Signature", signature),
            ("X-Twilio-Email-Event-Webhook-Timestamp", timestamp),
        ] {
            if let name = HTTPField.Name(name) { call.headers[name] = value }
        }
        return call
    }
}

extension ServiceUnderTest {
    /// Sets a provider's webhook up.
    ///
    /// - Returns: The path of its address.
    func webhook(of provider: String, key: String?) async throws -> String {
        let body = key.map { "{\"key\":\"\($0)\"}" } ?? "{}"
        let answer = try await call(.put, "/v1/settings/methods/\(provider)/webhook", body: body)
        return try answer.json["url"].text.replacing("https://mail.example.com", with: "")
    }

    /// Makes a call as a provider does.
    func hook(_ path: String, _ call: SignedCall) async throws -> Answer {
        try await self.call(.post, path, key: .none, headers: call.headers, body: call.body)
    }

    /// The Message-ID of the first copy of a message.
    func messageID(of id: String) async throws -> String {
        try await call(.get, "/v1/messages/\(id)").json["recipients"].array[0]["internetMessageId"].text
    }

    /// The status of a message, once its views have come so far, with the class of failure of its first copy.
    func status(of id: String) async throws -> String {
        let newest = try await organization.newestPosition()
        let message = try await call(.get, "/v1/messages/\(id)?atLeast=\(newest)").json
        let failure = try message["recipients"].array[0].fields["failureClass"]?.text
        return try message["status"].text + (failure.map { "/\($0)" } ?? "")
    }

    /// The types of all events.
    func eventTypes() async throws -> [String] {
        try await events().map { try $0["type"].text }
    }

    /// All events.
    func events() async throws -> [JSONValue] {
        var all: [JSONValue] = []
        while true {
            let after = try all.last.map { "&after=\(try $0["position"].number)" } ?? ""
            let page = try await call(.get, "/v1/events?limit=200\(after)").json["events"].array
            guard !page.isEmpty else { return all }
            all += page
        }
    }

    /// The signed tag of the first copy of a message.
    func tag(of id: String) throws -> String {
        let index = organization.archive.index
        let tag = OpaqueID(id).flatMap { ReturnPathTag(message: $0, recipient: 1, key: index) }
        guard let tag else { throw OtherJSON(value: .string(id), wanted: "a message's id") }
        return tag.description
    }

    /// Sends an invoice whose opens are not tracked, and waits until it has left.
    func sendUntracked(_ number: Int, to address: String) async throws -> String {
        let body = Self.invoice(number, to: address).replacing("\"trackOpens\":true", with: "\"trackOpens\":false")
        let id = try await call(.post, "/v1/messages", body: body).json["id"].text
        try await settled(id)
        return id
    }
}
