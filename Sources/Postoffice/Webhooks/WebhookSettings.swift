import Evidence
import Foundation

/// A provider's webhook as it is set up: the value of the setting `webhook.PROVIDER`.
///
/// The secret in its address and the provider's key are kept sealed in the key file.
struct WebhookSettings: Codable, Hashable, Sendable {
    /// Whether a key is set to check signatures, or user and password, with.
    var hasKey: Bool
    /// How old a signature may be, in seconds.
    var maximumAgeSeconds: Int64
    /// Goes up with each change, also with one of the secrets alone.
    var revision: Int
    /// Since when it is set up, in microseconds since 1970: mail that left earlier need not be heard of.
    var since: Int64

    static func name(_ provider: MailProvider) -> String { "webhook.\(provider.rawValue)" }
    static func secretName(_ provider: MailProvider) -> String { "webhook/\(provider.rawValue)/address" }
    static func keyName(_ provider: MailProvider) -> String { "webhook/\(provider.rawValue)/key" }

    /// The value of the setting.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// Reads the value of the setting; nil where there is none.
    static func read(_ json: String?) throws -> Self? {
        try json.map { try JSONDecoder().decode(Self.self, from: Data($0.utf8)) }
    }
}

/// How a caller sets a provider's webhook up.
package struct WebhookRequest: Decodable, Sendable {
    /// The provider's key: see `WebhookKey`; without one, the one there is stays.
    package var key: String?
    /// How old a signature may be, in seconds; without a number, what is set stays.
    package var maximumAgeSeconds: Int64?
    /// Whether the address gets a new secret, so that the old address is refused.
    package var newAddress: Bool?

    /// Asks for a change.
    package init(key: String? = nil, maximumAgeSeconds: Int64? = nil, newAddress: Bool? = nil) {
        self.key = key
        self.maximumAgeSeconds = maximumAgeSeconds
        self.newAddress = newAddress
    }
}

/// A provider's webhook, for whoever sets it up at the provider.
package struct WebhookAnswer: Encodable, Hashable, Sendable {
    /// Whose calls it takes.
    package let provider: MailProvider
    /// The address to give to the provider; it holds a secret.
    package let url: String
    /// Whether a key is set.
    package let hasKey: Bool
    /// How old a signature may be, in seconds.
    package let maximumAgeSeconds: Int64
    /// What is left to do at the provider, in a sentence.
    package let nextStep: String
}
