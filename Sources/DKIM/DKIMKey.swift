import Crypto
import CryptoExtras
import Foundation

/// A key that signs mail for a domain, under the selector by which receivers find its public half.
///
/// Encoded as JSON it is what a secret store keeps; it must never be written anywhere else.
package struct DKIMKey: Sendable {
    /// How a key signs (RFC 8301 §3, RFC 8463 §3).
    package enum Algorithm: String, Codable, Hashable, Sendable, CaseIterable {
        /// RSA with 2048 bits, which every receiver knows.
        case rsa
        /// Ed25519, which is small and quick, and which many receivers do not check yet.
        case ed25519

        /// As the tag `a=` of a signature says it.
        var signatureName: String { "\(rawValue)-sha256" }
    }

    /// The first label of the record's name: letters, digits and hyphens.
    package let selector: String
    private let half: PrivateHalf

    /// Makes a new key.
    ///
    /// An RSA key takes a fraction of a second of one processor.
    ///
    /// - Throws: ``DKIMError/badSelector``; ``DKIMError/keyFailure`` where no random numbers can be had.
    package static func generate(_ algorithm: Algorithm, selector: String) throws(DKIMError) -> Self {
        do {
            return try Self(selector: selector, half: PrivateHalf.generate(algorithm))
        } catch let error as DKIMError {
            throw error
        } catch {
            throw .keyFailure
        }
    }

    private init(selector: String, half: PrivateHalf) throws(DKIMError) {
        guard Self.isSelector(selector) else { throw .badSelector }
        self.selector = selector
        self.half = half
    }

    /// Whether a text can be a selector: one DNS label.
    package static func isSelector(_ text: String) -> Bool {
        (1...63).contains(text.utf8.count) && !text.hasPrefix("-") && !text.hasSuffix("-")
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// How it signs.
    package var algorithm: Algorithm {
        switch half {
        case .rsa: .rsa
        case .ed25519: .ed25519
        }
    }

    /// What the tag `p=` of its record holds, decoded.
    ///
    /// For RSA a SubjectPublicKeyInfo, which is what all receivers read; for Ed25519 the 32 bytes themselves.
    package var publicKey: [UInt8] {
        switch half {
        case .rsa(let key): Array(key.publicKey.derRepresentation)
        case .ed25519(let key): Array(key.publicKey.rawRepresentation)
        }
    }

    /// The signature over the hash of what is signed.
    ///
    /// Ed25519 signs the hash as if it were the message (RFC 8463 §3).
    func signature(over digest: SHA256Digest) throws(DKIMError) -> [UInt8] {
        do {
            switch half {
            case .rsa(let key):
                return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            case .ed25519(let key): return Array(try key.signature(for: Data(digest)))
            }
        } catch {
            throw .keyFailure
        }
    }
}

private enum PrivateHalf: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    static func generate(_ algorithm: DKIMKey.Algorithm) throws -> Self {
        switch algorithm {
        case .rsa: .rsa(try _RSA.Signing.PrivateKey(keySize: .bits2048))
        case .ed25519: .ed25519(Curve25519.Signing.PrivateKey())
        }
    }

    init(_ algorithm: DKIMKey.Algorithm, bytes: Data) throws {
        self =
            switch algorithm {
            case .rsa: .rsa(try _RSA.Signing.PrivateKey(derRepresentation: bytes))
            case .ed25519: .ed25519(try Curve25519.Signing.PrivateKey(rawRepresentation: bytes))
            }
    }

    var bytes: Data {
        switch self {
        case .rsa(let key): key.derRepresentation
        case .ed25519(let key): key.rawRepresentation
        }
    }
}

extension DKIMKey: Codable {
    private enum CodingKeys: String, CodingKey {
        case selector, algorithm, key
    }

    /// Reads a key that was encoded earlier.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let half = try PrivateHalf(
            try values.decode(Algorithm.self, forKey: .algorithm),
            bytes: try values.decode(Data.self, forKey: .key)
        )
        try self.init(selector: try values.decode(String.self, forKey: .selector), half: half)
    }

    /// Writes the key, its private half included.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(selector, forKey: .selector)
        try values.encode(algorithm, forKey: .algorithm)
        try values.encode(half.bytes, forKey: .key)
    }
}

extension DKIMKey: CustomStringConvertible {
    /// The selector and the algorithm; never the key.
    package var description: String { "\(selector) (\(algorithm.rawValue))" }
}
