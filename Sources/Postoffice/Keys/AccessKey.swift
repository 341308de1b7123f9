import Crypto
import Foundation
import Ledger

/// What an access key allows.
package enum AccessScope: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    /// Queries.
    case read
    /// Sending and registering.
    case send
    /// Settings and keys.
    case manage

    /// Reads a scope; for any other word the error names those that there are.
    package init(from decoder: any Decoder) throws {
        self = try ListedWord(from: decoder).word
    }

    /// Orders scopes by name.
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// An access key, as the service keeps it: only a hash of its secret.
package struct AccessKey: Codable, Hashable, Sendable {
    /// The key's id; also names the actor of what is done with it.
    package var id: String
    /// SHA-256 of the whole key text, in hexadecimal.
    package var hash: String
    /// What it allows.
    package var scopes: [AccessScope]
    /// What it is for, in its maker's words.
    package var label: String
    /// When it was made, in microseconds since 1970.
    package var createdAt: Int64
    /// When it ends, in microseconds since 1970; nil for never.
    package var expiresAt: Int64?
    /// The id of the key in whose place it came; nil for a key that replaced none.
    package var replaces: String?
    /// The id of the key that came in its place; nil where it was not rotated.
    package var replacedBy: String?
    /// When it was used last, in microseconds since 1970, exact to ten minutes after a crash; nil for never.
    package var lastUsedAt: Int64?

    /// Makes a key with a fresh secret.
    ///
    /// - Returns: What to keep, and the text to give away: it cannot be shown again.
    package static func make(
        scopes: Set<AccessScope>,
        label: String,
        at moment: Timestamp,
        expiresAt: Timestamp? = nil
    ) -> (key: Self, text: String) {
        let id = OpaqueID.random()
        let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
        let text = "pb_\(id.description.filter { $0 != "-" })_\(secret.base64URL)"
        let key = Self(
            id: id.description,
            hash: Hash(of: Array(text.utf8)).description,
            scopes: scopes.sorted(),
            label: label,
            createdAt: moment.microseconds,
            expiresAt: expiresAt?.microseconds
        )
        return (key, text)
    }

    /// The id that a key text names; nil for a text that is no key.
    static func id(in text: some StringProtocol) -> String? {
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        // Hexadecimal digits only: of other characters 32 bytes may be fewer than 32 characters.
        guard
            parts.count == 3, parts[0] == "pb", parts[1].utf8.count == 32,
            parts[1].utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
        else { return nil }
        var digits = String(parts[1])
        for offset in [20, 16, 12, 8] { digits.insert("-", at: digits.index(digits.startIndex, offsetBy: offset)) }
        return OpaqueID(digits)?.description
    }

    /// The hash of a text that nobody has; what an unknown key is compared with, so that the comparison takes its time.
    static let nobodysHash = Hash(of: Array("postboek: nobody's access key".utf8)).description

    /// Whether a text has a hash.
    ///
    /// Takes the same time wherever the texts differ.
    static func isSame(_ text: some StringProtocol, hash: String) -> Bool {
        let given = Hash(of: Array(text.utf8)).description.utf8
        let difference = zip(given, hash.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 && given.count == hash.utf8.count
    }
}

/// What somebody who showed a valid access key may do.
package struct AccessGrant: Sendable {
    /// The organization the key belongs to.
    package let organization: Organization
    /// What the key allows.
    package let scopes: Set<AccessScope>
    /// The key's id: the actor of what is done with it.
    package let actor: OpaqueID
    /// When the key ends; nil for never.
    package let expiresAt: Timestamp?
}

extension Data {
    /// Base64 in the alphabet of URLs, without padding (RFC 4648 §5).
    var base64URL: String {
        base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
