import Crypto

/// Wraps keys and secrets with a key that was derived from the master key.
///
/// AES-256-GCM with a random nonce. The name of what is wrapped is authenticated, so that a wrapped key that is put under
/// another name does not open.
package struct WrappingKey: Sendable {
    /// Tells wrapping keys apart without telling the key; a wrong master key is recognised by it.
    package let id: OpaqueID
    private let key: SymmetricKey

    /// Derives the wrapping key of one place.
    ///
    /// - Parameters:
    ///   - master: The master key.
    ///   - salt: Random bytes that the place keeps in clear.
    ///   - purpose: What is wrapped there.
    package init(master: MasterKey, salt: [UInt8], purpose: String) {
        self.key = master.derived(salt: salt, purpose: "postboek wrapping 1 \(purpose)")
        let check = Array(HMAC<SHA256>.authenticationCode(for: Array("wrapping key id".utf8), using: key))
        self.id = OpaqueID(
            high: check.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
            low: check.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        )
    }

    /// Wraps a secret under a name: nonce, ciphertext and tag, 28 bytes more than the secret.
    ///
    /// - Throws: ``SealingError/wrongKeySize``, which a derived key never has.
    package func wrap(_ secret: [UInt8], named name: [UInt8]) throws(SealingError) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(secret, using: key, authenticating: name)
            return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
        } catch {
            throw .wrongKeySize
        }
    }

    /// Unwraps what was wrapped under the same name.
    ///
    /// - Throws: ``SealingError/malformed``, or ``SealingError/notAuthentic`` if it was changed or had another name.
    package func unwrap(_ wrapped: [UInt8], named name: [UInt8]) throws(SealingError) -> [UInt8] {
        guard let box = try? AES.GCM.SealedBox(combined: wrapped) else { throw .malformed }
        do {
            return try Array(AES.GCM.open(box, using: key, authenticating: name))
        } catch {
            throw .notAuthentic
        }
    }
}
