import Foundation

/// The DNS record that publishes a key (RFC 6376 §3.6.1).
package struct KeyRecord: Hashable, Sendable {
    /// How the key signs; nil for a kind that is not known here.
    package let algorithm: DKIMKey.Algorithm?
    /// The key, decoded; empty where it was revoked.
    package let publicKey: [UInt8]
    /// Whether the owner says that the domain is only testing, so that receivers treat its mail as if unsigned.
    package let isTesting: Bool

    /// The name of the record that publishes a selector's key.
    package static func name(selector: String, domain: String) -> String { "\(selector)._domainkey.\(domain)" }

    /// The text to publish for a key.
    package static func text(for key: DKIMKey) -> TXTText {
        text(algorithm: key.algorithm, publicKey: key.publicKey)
    }

    /// The text to publish for a public key.
    package static func text(algorithm: DKIMKey.Algorithm, publicKey: [UInt8]) -> TXTText {
        TXTText("v=DKIM1; k=\(algorithm.rawValue); p=\(Data(publicKey).base64EncodedString())")
    }

    /// Reads a published record, its strings joined.
    ///
    /// - Throws: ``KeyRecordError``, the first thing because of which receivers would not use the key.
    package init(parsing text: String) throws(KeyRecordError) {
        let tags = try Self.tags(of: text)
        if let version = tags.first(where: { $0.name == "v" }) {
            guard version.value == "DKIM1", tags.first?.name == "v" else { throw .badVersion }
        }
        var values: [String: String] = [:]
        for tag in tags {
            guard values.updateValue(tag.value, forKey: tag.name) == nil else { throw .repeatedTag(tag.name) }
        }
        func list(_ name: String) -> [Substring]? {
            values[name]?.filter { !$0.isWhitespace }.split(separator: ":")
        }
        if let hashes = list("h"), !hashes.contains("sha256") { throw .hashRefused }
        if let services = list("s"), !services.contains("*"), !services.contains("email") { throw .serviceRefused }
        guard let encoded = values["p"]?.filter({ !$0.isWhitespace }) else { throw .noKey }
        guard let key = Data(base64Encoded: encoded) else { throw .badBase64 }
        algorithm = DKIMKey.Algorithm(rawValue: values["k", default: "rsa"].lowercased())
        publicKey = Array(key)
        isTesting = list("t")?.contains("y") ?? false
    }

    /// Whether the record publishes this very key.
    ///
    /// An RSA key may also stand there without its envelope, as RFC 6376 itself has it.
    package func publishes(_ key: [UInt8], algorithm asked: DKIMKey.Algorithm) -> Bool {
        guard algorithm == asked else { return false }
        return publicKey == key || (asked == .rsa && !publicKey.isEmpty && publicKey == Array(key.dropFirst(24)))
    }

    private static func tags(of text: String) throws(KeyRecordError) -> [(name: String, value: String)] {
        var tags: [(name: String, value: String)] = []
        for part in text.split(separator: ";") {
            let trimmed = part.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !trimmed.isEmpty else { continue }
            guard let equals = trimmed.firstIndex(of: "=") else { throw .notTags }
            let name = trimmed[..<equals].trimmingCharacters(in: .whitespacesAndNewlines)
            let value = trimmed[trimmed.index(after: equals)...].trimmingCharacters(in: .whitespacesAndNewlines)
            guard name.first?.isLetter == true else { throw .notTags }
            tags.append((name, value))
        }
        return tags
    }
}

/// Why receivers would not use a published key.
package enum KeyRecordError: Error, Hashable, CustomStringConvertible {
    case notTags, badVersion, repeatedTag(String), hashRefused, serviceRefused, noKey, badBase64

    /// What is wrong with the record.
    package var description: String {
        switch self {
        case .notTags: "it is not a list of tags like v=DKIM1; k=rsa; p=…"
        case .badVersion: "its version must be DKIM1, and stand first"
        case .repeatedTag(let name): "it has the tag \(name)= twice"
        case .hashRefused: "its tag h= does not allow sha256"
        case .serviceRefused: "its tag s= does not allow e-mail"
        case .noKey: "it has no tag p= with the key"
        case .badBase64: "its key is not base64; a part of it may be missing"
        }
    }
}
