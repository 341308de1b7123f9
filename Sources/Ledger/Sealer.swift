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
    /// - Throws: ``SealingError/wrongKeySize``.
    package static func seal(
        _ bytes: [UInt8],
        with key: SubjectKey,
        context: SealingContext
    ) throws(SealingError) -> SealedPart {
        guard key.key.bitCount == 256 else { throw .wrongKeySize }
        let subject = key.subject.text
        let id = key.id.description
        let place = authenticated(version: 2, subject: subject, key: id, context: context)
        let secret = PartSecret(HMAC<SHA256>.authenticationCode(for: place, using: key.key))
        do {
            let box = try ChaChaPoly.seal(bytes, using: boxKey(secret), authenticating: place)
            return SealedPart(
                subject: subject,
                key: id,
                box: box.combined.base64EncodedString(),
                commitment: commitment(secret)
            )
        } catch {
            throw .wrongKeySize
        }
    }

    /// Opens a part that stands in the given place.
    ///
    /// - Throws: ``SealingError/otherKey`` if the part names another subject or key; ``SealingError/malformed`` and
    ///   ``SealingError/notAuthentic`` if it is damaged or was moved.
    package static func open(
        _ part: SealedPart,
        with key: SubjectKey,
        context: SealingContext
    ) throws(SealingError) -> [UInt8] {
        guard part.subject == key.subject.text, part.key == key.id.description else { throw .otherKey }
        guard part.commitment != nil else {
            let place = authenticated(version: 1, subject: part.subject, key: part.key, context: context)
            return try open(part, with: key.key, place)
        }
        return try open(part, with: secret(of: part, with: key, context: context), context: context)
    }

    /// Opens a part with its own secret, for somebody who has nobody's key.
    ///
    /// - Throws: ``SealingError/malformed`` and ``SealingError/notAuthentic``, the latter also for another part's secret.
    package static func open(
        _ part: SealedPart,
        with secret: PartSecret,
        context: SealingContext
    ) throws(SealingError) -> [UInt8] {
        guard let known = part.commitment, known == commitment(secret) else { throw .notAuthentic }
        let place = authenticated(version: 2, subject: part.subject, key: part.key, context: context)
        return try open(part, with: boxKey(secret), place)
    }

    /// The secret that opens a part and no other.
    ///
    /// - Throws: ``SealingError/otherKey`` if the part names another subject or key.
    package static func secret(
        of part: SealedPart,
        with key: SubjectKey,
        context: SealingContext
    ) throws(SealingError) -> PartSecret {
        guard part.subject == key.subject.text, part.key == key.id.description else { throw .otherKey }
        let place = authenticated(version: 2, subject: part.subject, key: part.key, context: context)
        return PartSecret(HMAC<SHA256>.authenticationCode(for: place, using: key.key))
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

    private static func boxKey(_ secret: PartSecret) -> SymmetricKey {
        SymmetricKey(data: Array(derive("postboek part key", from: secret)))
    }

    private static func commitment(_ secret: PartSecret) -> String {
        Base64.encode(Array(derive("postboek part commitment", from: secret)))
    }

    private static func derive(_ purpose: String, from secret: PartSecret) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(purpose.utf8), using: SymmetricKey(data: secret.bytes))
    }

    private static func authenticated(
        version: Int,
        subject: String,
        key: String,
        context: SealingContext
    ) -> [UInt8] {
        LengthPrefixed.join([
            Array("postboek sealed part \(version)".utf8), context.ledger.bytes, context.event.bytes, Array(subject.utf8),
            Array(key.utf8), Array("body".utf8),
        ])
    }
}
