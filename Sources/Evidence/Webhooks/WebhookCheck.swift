import Crypto
import Foundation

/// Decides whether a provider's call is genuine.
package struct WebhookCheck: Sendable {
    /// The key it is checked with.
    package var key: WebhookKey
    /// How old a signature may be, in seconds.
    ///
    /// It must outlast the provider's own retries (Mailgun's eight hours, SendGrid's day): what was lost while the service was
    /// down comes late, and with its first signature. What keeps a copied call harmless within that time is that the same
    /// event is stated once, and that a token serves for one body.
    package var maximumAge: Int64

    /// How old a signature may be where nothing else is set: a day and an hour.
    package static let usualAge: Int64 = 90_000

    /// The most that an age may be set to: two days, for as long as used tokens are remembered.
    package static let longestAge: Int64 = 172_800

    /// How far ahead of ours a provider's clock may be, in seconds.
    private static let lead: Int64 = 300

    /// Makes a check.
    package init(key: WebhookKey, maximumAge: Int64 = usualAge) {
        self.key = key
        self.maximumAge = maximumAge
    }

    /// Checks a call.
    ///
    /// - Throws: ``WebhookRefusal``.
    package func check(_ call: WebhookCall) throws(WebhookRefusal) -> WebhookProof {
        switch key {
        case .mailgun(let signingKey): try checkMailgun(call, signingKey: signingKey)
        case .sendgrid(let publicKey): try checkSendGrid(call, publicKey: publicKey)
        case .mailjet(let credentials): try checkMailjet(call, credentials: credentials)
        }
    }

    /// HMAC-SHA256 over timestamp and token; the body itself is not covered.
    private func checkMailgun(_ call: WebhookCall, signingKey: String) throws(WebhookRefusal) -> WebhookProof {
        guard let body = WireValue(parsing: call.body) else { throw .malformed("the body is no JSON") }
        let fields = body["signature"]
        guard
            let timestamp = fields["timestamp"].text, let token = fields["token"].text,
            let signature = fields["signature"].text, token.utf8.count <= 200, timestamp.utf8.count <= 20
        else { throw .unsigned("it has no timestamp, token and signature") }
        guard
            let code = Self.bytes(hexadecimal: signature),
            HMAC<SHA256>.isValidAuthenticationCode(
                code,
                authenticating: Array("\(timestamp)\(token)".utf8),
                using: SymmetricKey(data: Array(signingKey.utf8))
            )
        else { throw .wrongSignature }
        try checkAge(timestamp, heardAt: call.heardAt)
        return WebhookProof(token: token)
    }

    /// ECDSA over P-256 with SHA-256, over the timestamp and the body to its last byte.
    private func checkSendGrid(
        _ call: WebhookCall,
        publicKey: P256.Signing.PublicKey
    ) throws(WebhookRefusal) -> WebhookProof {
        guard
            let text = call.headers[WebhookCall.signature], let timestamp = call.headers[WebhookCall.timestamp]
        else { throw .unsigned("it has no signature; switch the signed event webhook on") }
        guard
            let der = Data(base64Encoded: text), der.base64EncodedString() == text,
            let signature = try? P256.Signing.ECDSASignature(derRepresentation: der),
            publicKey.isValidSignature(signature, for: Array(timestamp.utf8) + call.body)
        else { throw .wrongSignature }
        try checkAge(timestamp, heardAt: call.heardAt)
        return WebhookProof()
    }

    private func checkMailjet(
        _ call: WebhookCall,
        credentials: WebhookKey.Credentials?
    ) throws(WebhookRefusal) -> WebhookProof {
        guard let credentials else { return WebhookProof() }
        guard let given = call.headers["authorization"] else { throw .unsigned("it has no user and password") }
        let wanted = "Basic \(Data("\(credentials.user):\(credentials.password)".utf8).base64EncodedString())"
        // Hashes of the same length are compared, so that the time tells nothing.
        guard SHA256.hash(data: Array(given.utf8)) == SHA256.hash(data: Array(wanted.utf8)) else {
            throw .wrongSignature
        }
        return WebhookProof()
    }

    private func checkAge(_ timestamp: String, heardAt: Int64) throws(WebhookRefusal) {
        guard let seconds = Int64(timestamp), (0...100_000_000_000).contains(seconds) else { throw .stale }
        let age = heardAt / 1_000_000 - seconds
        guard age <= maximumAge, age >= -Self.lead else { throw .stale }
    }

    /// Exactly 32 bytes in lower-case digits: a signature has one way to be written.
    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = Array("0123456789abcdef".utf8)
        let values = text.utf8.compactMap { digits.firstIndex(of: $0) }
        guard text.utf8.count == 64, values.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}
