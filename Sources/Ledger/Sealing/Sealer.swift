import Crypto
import Foundation

/// Where a sealed part stands; it opens nowhere else.
package struct SealingContext: Hashable, Sendable {
    /// The ledger's id.
    package let ledger: OpaqueID
    /// The event's id.
    package let event: OpaqueID

    /// Names a place.
    package init(ledger: OpaqueID, event: OpaqueID) {
        self.ledger = ledger
        self.event = event
    }
}

/// Seals the personal part of an event's body for one subject.
///
/// Each part has a secret of its own: HMAC-SHA256 under the subject's key over the ledger, the event, the subject and the key's
/// id. Of that secret come the key of the box (ChaCha20-Poly1305, RFC 8439, with a random nonce and the same place
/// authenticated) and a commitment that stands beside the box. So one part can be opened to a stranger without opening the
/// subject's others, and it opens to one text only.
package enum Sealer {
    /// Seals bytes for the subject of a key.
    ///
    /// - Parameters:
    ///   - bytes: What to seal.
    ///   - key: Whose it is.
    ///   - period: A second key without which it does not open; nil where the first one is enough.
    ///   - context: Where it will stand.
    /// - Returns: The part.
    /// - Throws: ``SealingError/wrongKeySize``.
    package static func seal(
        _ bytes: [UInt8],
        with key: SubjectKey,
        and period: SubjectKey? = nil,
        context: SealingContext
    ) throws(SealingError) -> SealedPart {
        guard key.key.bitCount == 256, period.map({ $0.key.bitCount == 256 }) ?? true else { throw .wrongKeySize }
        let names = [key, period].compactMap { $0.map { (subject: $0.subject, key: $0.id.description) } }
        let place = place(version: 2, names, context)
        let secret = secret(with: key, and: period, place)
        do {
            let box = try ChaChaPoly.seal(bytes, using: secret.boxKey, authenticating: place)
            return SealedPart(
                subject: key.subject.text,
                key: key.id.description,
                box: box.combined.base64EncodedString(),
                period: period?.subject.text,
                periodKey: period?.id.description,
                commitment: secret.commitment
            )
        } catch {
            throw .wrongKeySize
        }
    }

    /// Opens a part with keys at hand; nil where one that it takes is not among them.
    ///
    /// - Throws: ``SealingError/malformed`` and ``SealingError/notAuthentic`` if it is damaged or was moved.
    package static func open(
        _ part: SealedPart,
        with ring: KeyRing,
        context: SealingContext
    ) throws(SealingError) -> [UInt8]? {
        let keys = part.names.compactMap { ring.key($0.key, of: $0.subject) }
        guard keys.count == part.names.count, let key = keys.first else { return nil }
        return try open(part, with: key, and: keys.dropFirst().first, context: context)
    }

    /// Opens a part that stands in the given place.
    ///
    /// - Throws: ``SealingError/otherKey`` if the part names another subject or key; ``SealingError/malformed`` and
    ///   ``SealingError/notAuthentic`` if it is damaged or was moved.
    package static func open(
        _ part: SealedPart,
        with key: SubjectKey,
        and period: SubjectKey? = nil,
        context: SealingContext
    ) throws(SealingError) -> [UInt8] {
        guard part.commitment != nil else {
            guard part.isOpened(by: key, period) else { throw .otherKey }
            return try open(part, with: key.key, place(version: 1, part.names, context))
        }
        return try open(part, with: secret(of: part, with: key, and: period, context: context), context: context)
    }

    /// Opens a part with its own secret, for somebody who has nobody's key.
    ///
    /// - Throws: ``SealingError/malformed`` and ``SealingError/notAuthentic``, the latter also for another part's secret.
    package static func open(
        _ part: SealedPart,
        with secret: PartSecret,
        context: SealingContext
    ) throws(SealingError) -> [UInt8] {
        guard let known = part.commitment, known == secret.commitment else { throw .notAuthentic }
        return try open(part, with: secret.boxKey, place(version: 2, part.names, context))
    }

    /// The secret that opens a part and no other; nil where a key that it takes is not at hand.
    ///
    /// Parts that were sealed before there were such secrets have none.
    package static func secret(of part: SealedPart, with ring: KeyRing, context: SealingContext) -> PartSecret? {
        let keys = part.names.compactMap { ring.key($0.key, of: $0.subject) }
        guard part.commitment != nil, keys.count == part.names.count, let key = keys.first else { return nil }
        return try? secret(of: part, with: key, and: keys.dropFirst().first, context: context)
    }

    private static func secret(
        of part: SealedPart,
        with key: SubjectKey,
        and period: SubjectKey?,
        context: SealingContext
    ) throws(SealingError) -> PartSecret {
        guard part.isOpened(by: key, period) else { throw .otherKey }
        return secret(with: key, and: period, place(version: 2, part.names, context))
    }

    private static func secret(with key: SubjectKey, and period: SubjectKey?, _ place: [UInt8]) -> PartSecret {
        PartSecret(HMAC<SHA256>.authenticationCode(for: place, using: joined(key, period)))
    }

    private static func open(
        _ part: SealedPart,
        with key: SymmetricKey,
        _ place: [UInt8]
    ) throws(SealingError) -> [UInt8] {
        guard
            let combined = Data(base64Encoded: part.box),
            let box = try? ChaChaPoly.SealedBox(combined: combined)
        else { throw .malformed }
        do {
            return try Array(ChaChaPoly.open(box, using: key, authenticating: place))
        } catch {
            throw .notAuthentic
        }
    }

    /// One key, or one that is made of two and cannot be made of either alone (HKDF-SHA256, RFC 5869).
    private static func joined(_ key: SubjectKey, _ period: SubjectKey?) -> SymmetricKey {
        guard let period else { return key.key }
        let both = key.key.withUnsafeBytes { Array($0) } + period.key.withUnsafeBytes { Array($0) }
        let purpose = Array("postboek joined keys".utf8)
        return HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: both), info: purpose, outputByteCount: 32)
    }

    /// What a box is bound to: the form of sealing, the ledger, the event, and whose keys open it.
    private static func place(
        version: Int,
        _ names: [(subject: KeySubject, key: String)],
        _ context: SealingContext
    ) -> [UInt8] {
        LengthPrefixed.join(
            [Array("postboek sealed part \(version)".utf8), context.ledger.bytes, context.event.bytes]
                + names.flatMap { [Array($0.subject.text.utf8), Array($0.key.utf8)] }
                + [Array("body".utf8)]
        )
    }
}
