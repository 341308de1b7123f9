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
/// ChaCha20-Poly1305 (RFC 8439) with a random nonce; the ledger, event, subject and key are authenticated with it, so that a
/// part that is copied into another event does not open there.
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
        let empty = SealedPart(
            subject: key.subject.text,
            key: key.id.description,
            box: "",
            period: period?.subject.text,
            periodKey: period?.id.description
        )
        guard key.key.bitCount == 256, period.map({ $0.key.bitCount == 256 }) ?? true else { throw .wrongKeySize }
        do {
            let place = authenticated(empty, context: context)
            let box = try ChaChaPoly.seal(bytes, using: joined(key, period), authenticating: place)
            return SealedPart(
                subject: empty.subject,
                key: empty.key,
                box: box.combined.base64EncodedString(),
                period: empty.period,
                periodKey: empty.periodKey
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
        guard
            part.subject == key.subject.text, part.key == key.id.description,
            part.period == period?.subject.text, part.periodKey == period?.id.description
        else { throw .otherKey }
        guard
            let combined = Data(base64Encoded: part.box),
            let box = try? ChaChaPoly.SealedBox(combined: combined)
        else { throw .malformed }
        let place = authenticated(part, context: context)
        do {
            return try Array(ChaChaPoly.open(box, using: joined(key, period), authenticating: place))
        } catch {
            throw .notAuthentic
        }
    }

    /// One key, or one that is made of two and cannot be made of either alone (HKDF-SHA256, RFC 5869).
    private static func joined(_ key: SubjectKey, _ period: SubjectKey?) -> SymmetricKey {
        guard let period else { return key.key }
        let both = key.key.withUnsafeBytes { Array($0) } + period.key.withUnsafeBytes { Array($0) }
        let purpose = Array("postboek sealed part 2".utf8)
        return HKDF<SHA256>.deriveKey(inputKeyMaterial: SymmetricKey(data: both), info: purpose, outputByteCount: 32)
    }

    private static func authenticated(_ part: SealedPart, context: SealingContext) -> [UInt8] {
        let ends = [part.period, part.periodKey].compactMap { $0.map { Array($0.utf8) } }
        return LengthPrefixed.join(
            [
                Array("postboek sealed part \(ends.isEmpty ? 1 : 2)".utf8), context.ledger.bytes, context.event.bytes,
                Array(part.subject.utf8), Array(part.key.utf8),
            ] + ends + [Array("body".utf8)]
        )
    }
}
