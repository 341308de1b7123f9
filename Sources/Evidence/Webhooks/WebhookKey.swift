import Crypto
import Foundation

/// What proves a provider's call genuine, beyond the secret in its address.
package enum WebhookKey: Sendable {
    /// The webhook signing key that Mailgun shows, which is not the API key.
    case mailgun(signingKey: String)
    /// The public key that SendGrid shows for its signed event webhook.
    case sendgrid(P256.Signing.PublicKey)
    /// Mailjet signs nothing: user and password in the address it is given, if any.
    case mailjet(credentials: Credentials?)

    /// A user and a password, as they stand in an address before the host.
    package struct Credentials: Codable, Hashable, Sendable {
        /// The user.
        package var user: String
        /// The password.
        package var password: String

        /// Takes both over.
        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// Reads the key that a person copied from a provider's page; nil for a text that cannot be it.
    ///
    /// - Parameters:
    ///   - text: For Mailgun the signing key, for SendGrid base64 of a SubjectPublicKeyInfo, for Mailjet `user:password`.
    ///   - provider: Whose it is.
    package init?(_ text: String, of provider: MailProvider) {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        switch provider {
        case .mailgun:
            guard (8...200).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                return nil
            }
            self = .mailgun(signingKey: text)
        case .sendgrid:
            guard
                text.utf8.count <= 1000, let der = Data(base64Encoded: text),
                let key = try? P256.Signing.PublicKey(derRepresentation: der)
            else { return nil }
            self = .sendgrid(key)
        case .mailjet:
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2, text.utf8.count <= 400 else { return nil }
            self = .mailjet(credentials: Credentials(user: parts[0], password: parts[1]))
        }
    }
}

/// A call that was found genuine.
package struct WebhookProof: Hashable, Sendable {
    /// The one-time token of its signature, which must not come again with another body; nil where there is none.
    package var token: String?

    /// States what was found.
    package init(token: String? = nil) {
        self.token = token
    }
}

/// What of a call the check looks at.
package struct WebhookCall: Sendable {
    /// The body, to the last byte.
    package var body: [UInt8]
    /// The values of the headers that a check may ask for, by their names in lower case.
    package var headers: [String: String]
    /// When it came, in microseconds since 1970.
    package var heardAt: Int64

    /// Takes a call over.
    package init(body: [UInt8], headers: [String: String], heardAt: Int64) {
        self.body = body
        self.headers = headers
        self.heardAt = heardAt
    }

    /// The headers that a check may ask for.
    package static let headerNames = [signature, timestamp, "authorization"]

    static let signature = "x-twilio-email-event-webhook-signature"
    static let timestamp = "x-twilio-email-event-webhook-timestamp"
}
