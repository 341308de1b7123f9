import Crypto
import Foundation

/// Seals small payloads of one purpose into tokens that can stand in a URL, and opens them again.
///
/// A token is one byte of key version, twelve bytes of nonce, the encrypted payload and a sixteen-byte tag, in base64url. The
/// nonce is the start of an HMAC of the payload (a synthetic nonce, after RFC 5297): the same payload always gives the same
/// token, no random source can weaken it, and two payloads share a nonce with a chance of 1 in 2^33 after 2^32 tokens.
struct LinkTokenKeys: Sendable {
    private struct Version: Sendable {
        let sealing: SymmetricKey
        let nonce: SymmetricKey
        let authenticated: [UInt8]
    }

    private static let nonceSize = 12
    private static let overhead = 1 + nonceSize + 16

    private let versions: [UInt8: Version]
    private let newest: Version
    private let current: UInt8

    /// Derives what is needed from the secrets.
    ///
    /// - Throws: ``LinkTokenKeyError`` if a secret is not 32 bytes long or the current one is missing.
    init(purpose: String, keys: [UInt8: SymmetricKey], current: UInt8) throws(LinkTokenKeyError) {
        if let short = keys.filter({ $0.value.bitCount != 256 }).keys.min() { throw .notThirtyTwoBytes(version: short) }
        versions = keys.reduce(into: [:]) { versions, key in
            versions[key.key] = Version(
                sealing: Self.derive("\(purpose) sealing", from: key.value),
                nonce: Self.derive("\(purpose) nonce", from: key.value),
                authenticated: Array(purpose.utf8) + [key.key]
            )
        }
        guard let newest = versions[current] else { throw .currentMissing(version: current) }
        self.newest = newest
        self.current = current
    }

    /// Seals a payload with the current key.
    func issue(_ payload: [UInt8]) -> String {
        let code = Array(HMAC<SHA256>.authenticationCode(for: payload, using: newest.nonce))
        guard let nonce = try? ChaChaPoly.Nonce(data: code.prefix(Self.nonceSize)),
            let box = try? ChaChaPoly.seal(
                payload,
                using: newest.sealing,
                nonce: nonce,
                authenticating: newest.authenticated
            )
        else { preconditionFailure("ChaChaPoly refuses nothing but keys and nonces of a wrong size") }
        return Base64URL.encode([current] + box.combined)
    }

    /// Opens a token whose payload has a known size; nil for whatever was not issued here for this purpose.
    ///
    /// Reads no further than a good token is long. A token that is malformed or of an unknown version costs one failed
    /// opening, as a forged one does.
    func open(_ token: some StringProtocol, payloadSize: Int) -> [UInt8]? {
        let size = Self.overhead + payloadSize
        let decoded = Base64URL.decode(token.utf8, size: size)
        let known = decoded.flatMap { versions[$0[0]] }
        let bytes = decoded ?? [UInt8](repeating: 0, count: size)
        let version = known ?? newest
        guard let box = try? ChaChaPoly.SealedBox(combined: bytes[1...]),
            let payload = try? ChaChaPoly.open(box, using: version.sealing, authenticating: version.authenticated),
            known != nil
        else { return nil }
        return Array(payload)
    }

    private static func derive(_ info: String, from secret: SymmetricKey) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: secret, info: Array(info.utf8), outputByteCount: 32)
    }
}

/// Why a set of token keys cannot be used.
package enum LinkTokenKeyError: Error, Hashable, CustomStringConvertible {
    case notThirtyTwoBytes(version: UInt8)
    case currentMissing(version: UInt8)

    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .notThirtyTwoBytes(let version):
            "token key \(version) is not 32 bytes long; restore it or make a new version"
        case .currentMissing(let version):
            "token key \(version) is to issue tokens but is not among the keys; restore it"
        }
    }
}
