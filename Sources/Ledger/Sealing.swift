import Crypto

/// Whose key seals something: a person, a document, a message; the text is opaque and may stand in clear.
package struct KeySubject: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// A kind letter, a dash, and an ``OpaqueID``: `p-…` (person), `d-…` (document), `m-…` (message),
    /// `o-…` (organization).
    package let text: String

    /// The subject that a person is: somebody with an address.
    package static func person(_ id: OpaqueID) -> Self { Self(text: "p-\(id)") }
    /// The subject that a document is.
    package static func document(_ id: OpaqueID) -> Self { Self(text: "d-\(id)") }
    /// The subject that a message without a document is.
    package static func message(_ id: OpaqueID) -> Self { Self(text: "m-\(id)") }

    /// The subject that the ledger's own organization is.
    package static func organization(_ id: OpaqueID) -> Self { Self(text: "o-\(id)") }

    /// Takes over a subject that was written down earlier.
    package init(text: String) {
        self.text = text
    }

    /// The text.
    package var description: String { text }
    /// Orders subjects by their text.
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// A subject's data key, unwrapped.
package struct SubjectKey: Sendable {
    /// Whose key it is.
    package let subject: KeySubject
    /// The key's own id, since a subject may have had several.
    package let id: OpaqueID
    /// 256 bits.
    package let key: SymmetricKey

    /// Makes a key.
    package init(subject: KeySubject, id: OpaqueID, key: SymmetricKey) {
        self.subject = subject
        self.id = id
        self.key = key
    }
}

/// Why a key could not be had.
package enum KeyStoreError: Error, Hashable, Sendable {
    /// The subject was erased; its key is gone for good, and no new one is made without a new basis.
    case erased(KeySubject)
    /// The master key does not open this store.
    case wrongMasterKey
    /// The store failed.
    case storage(reason: String)
}

/// Keeps the data keys of subjects, and a few named secrets, wrapped by the master key.
///
/// All calls may run at once. What a call made is durable before the call returns.
package protocol KeyStore: Sendable {
    /// The current keys of those subjects that have one; a subject that has none, or was erased, is left out.
    func keys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey]

    /// The current keys of all the subjects; those that had none get one, all of them with one sync.
    ///
    /// - Throws: ``KeyStoreError/erased(_:)`` if one of them was erased; then none is made.
    func makeKeys(for subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey]

    /// Destroys all keys of a subject and remembers that it was erased. Doing it again changes nothing.
    func erase(_ subject: KeySubject) async throws(KeyStoreError)

    /// A named secret, for example a method's password or the ledger's signing key; nil if there is none.
    func secret(named name: String) async throws(KeyStoreError) -> [UInt8]?

    /// Keeps a named secret, in place of an earlier one; nil removes it.
    func setSecret(_ secret: [UInt8]?, named name: String) async throws(KeyStoreError)

    /// The names of all secrets that start with a prefix, in order.
    func secretNames(startingWith prefix: String) async throws(KeyStoreError) -> [String]
}

/// Bytes sealed for one subject, as they stand in an event's body.
package struct SealedPart: Hashable, Sendable, Codable {
    /// Whose key sealed it.
    package let subject: String
    /// Which of the subject's keys.
    package let key: String
    /// Base64 of nonce, ciphertext and tag (ChaCha20-Poly1305, RFC 8439).
    package let box: String
    /// Base64 of 32 bytes that only the part's own secret gives; nil for parts that were sealed before there were any.
    ///
    /// ChaCha20-Poly1305 alone lets whoever makes a box choose two keys that open it to two texts; this settles on one.
    package let commitment: String?

    /// Makes a part from what was stored.
    package init(subject: String, key: String, box: String, commitment: String? = nil) {
        self.subject = subject
        self.key = key
        self.box = box
        self.commitment = commitment
    }
}

/// What opens one sealed part and no other: it can be given away as evidence, where a subject's key cannot.
package struct PartSecret: Hashable, Sendable {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Takes over 32 bytes; nil for any other number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    init(_ code: HMAC<SHA256>.MAC) {
        bytes = Array(code)
    }
}
