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
    /// - Throws: ``SealingError/wrongKeySize``.
    package static func seal(
        _ bytes: [UInt8],
        with key: SubjectKey,
        context: SealingContext
    ) throws(SealingError) -> SealedPart {
        let subject = key.subject.text
        let id = key.id.description
        let place = authenticated(subject: subject, key: id, context: context)
        do {
            let box = try ChaChaPoly.seal(bytes, using: key.key, authenticating: place)
            return SealedPart(subject: subject, key: id, box: box.combined.base64EncodedString())
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
        guard
            let combined = Data(base64Encoded: part.box),
            let box = try? ChaChaPoly.SealedBox(combined: combined)
        else { throw .malformed }
        let place = authenticated(subject: part.subject, key: part.key, context: context)
        do {
            return try Array(ChaChaPoly.open(box, using: key.key, authenticating: place))
        } catch {
            throw .notAuthentic
        }
    }

    private static func authenticated(subject: String, key: String, context: SealingContext) -> [UInt8] {
        LengthPrefixed.join([
            Array("postboek sealed part 1".utf8), context.ledger.bytes, context.event.bytes, Array(subject.utf8),
            Array(key.utf8), Array("body".utf8),
        ])
    }
}
