import Crypto

/// Whose key seals something: a person, a document, a message; the text is opaque and may stand in clear.
package struct KeySubject: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// A kind letter, a dash, and an ``OpaqueID``: `p-…` (person), `d-…` (document), `m-…` (message),
    /// `o-…` (organization); or `e-` and a month: the evidence that was heard in it.
    package let text: String

    /// The subject that a person is: somebody with an address.
    package static func person(_ id: OpaqueID) -> Self { Self(text: "p-\(id)") }
    /// The subject that a document is.
    package static func document(_ id: OpaqueID) -> Self { Self(text: "d-\(id)") }
    /// The subject that a message without a document is.
    package static func message(_ id: OpaqueID) -> Self { Self(text: "m-\(id)") }

    /// The subject that the ledger's own organization is.
    package static func organization(_ id: OpaqueID) -> Self { Self(text: "o-\(id)") }

    /// The subject that the evidence heard in a month is.
    package static func evidence(_ month: EvidenceMonth) -> Self { Self(text: "e-\(month)") }

    /// The month whose evidence the subject is; nil for any other subject.
    package var evidenceMonth: EvidenceMonth? {
        text.hasPrefix("e-") ? EvidenceMonth(text.dropFirst(2)) : nil
    }

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

    /// The keys that subjects had before they got newer ones; whoever was erased has none.
    func formerKeys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [SubjectKey]

    /// Gives subjects that have a key a new one: what is sealed from now on needs it, the former ones still open.
    ///
    /// - Returns: The new keys; a subject that has none is left out.
    func rotate(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey]

    /// Destroys all keys of subjects and remembers that they were erased. Doing it again changes nothing.
    ///
    /// - Returns: Those for which there was something left to do.
    @discardableResult
    func erase(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject>

    /// Which of the subjects were erased, so that the absence of their keys is no loss.
    func erased(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject>

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
    /// The second subject whose key is needed too; nil where the first one's is enough.
    package let period: String?
    /// Which of the second subject's keys.
    package let periodKey: String?

    /// Base64 of 32 bytes that only the part's own secret gives; nil for parts that were sealed before there were any.
    ///
    /// ChaCha20-Poly1305 alone lets whoever makes a box choose two keys that open it to two texts; this settles on one.
    package let commitment: String?

    /// Makes a part from what was stored.
    package init(
        subject: String,
        key: String,
        box: String,
        period: String? = nil,
        periodKey: String? = nil,
        commitment: String? = nil
    ) {
        self.subject = subject
        self.key = key
        self.box = box
        self.period = period
        self.periodKey = periodKey
        self.commitment = commitment
    }

    /// The subjects whose keys open it: one, or two that must both be there.
    package var subjects: Set<KeySubject> {
        Set([subject, period].compactMap { $0.map { KeySubject(text: $0) } })
    }
}

extension KeyStore {
    /// Destroys all keys of one subject.
    package func erase(_ subject: KeySubject) async throws(KeyStoreError) {
        try await erase([subject])
    }

    /// All keys that open what is sealed for these subjects, former ones included.
    package func ring(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> KeyRing {
        guard !subjects.isEmpty else { return KeyRing() }
        return KeyRing(Array(try await keys(of: subjects).values) + (try await formerKeys(of: subjects)))
    }

    /// The keys that open these parts, as far as they are there.
    ///
    /// Former keys are asked for only where a part names another than the current one.
    package func ring(for parts: [SealedPart]) async throws(KeyStoreError) -> KeyRing {
        let subjects = parts.reduce(into: Set<KeySubject>()) { $0.formUnion($1.subjects) }
        guard !subjects.isEmpty else { return KeyRing() }
        let current = try await keys(of: subjects)
        let rotated = parts.reduce(into: Set<KeySubject>()) { found, part in
            for (subject, id) in part.names where current[subject].map({ $0.id.description != id }) ?? false {
                found.insert(subject)
            }
        }
        guard !rotated.isEmpty else { return KeyRing(current.values) }
        return KeyRing(Array(current.values) + (try await formerKeys(of: rotated)))
    }
}
