import Ledger
import Mail
import Privacy
import ProjectionEngine

/// What was erased, what proves it, and what lies out of reach: the JSON shape of `GET /v1/erasures/ID`.
///
/// It names nobody.
package struct ErasureCertificate: Codable, Sendable {
    /// Something that an erasure here does not reach.
    package struct Beyond: Codable, Sendable {
        /// What it is.
        package var what: String
        /// What to do about it.
        package var nextStep: String
    }

    /// The id of the erasure, which is that of its event.
    package var id: String
    /// The person, as a keyed hash of the address.
    package var subject: String
    /// When it was stated.
    package var erasedAt: String
    /// The position of the event.
    package var position: Int64
    /// `complete`, or `underway` while views are still built anew.
    package var state: String
    /// What it rests on.
    package var basis: String?
    /// The keys that were destroyed, as opaque names.
    package var destroyedKeys: [String]
    /// How many events of each type, mails and reports lost what they said of the person.
    package var counts: [String: Int]
    /// The ledger's public key.
    package var ledgerKey: String
    /// The bytes of the event's entry, which the receipt is about.
    package var entry: String
    /// The receipt of the event (C2SP tlog-proof).
    package var receipt: String
    /// What lies out of reach.
    package var beyondReach: [Beyond]

    static let beyond: [Beyond] = [
        Beyond(
            what: "backups of the key file (keys.sqlite) that were made before",
            nextStep:
                "delete them, or let them run out; once one is put back, its keys of erased persons are destroyed again "
                + "before anything is read with them"
        ),
        Beyond(
            what:
                "mails that were delivered, and copies of them in other mailboxes, sent folders and archive addresses",
            nextStep: "ask their owners to delete them"
        ),
        Beyond(
            what: "logs and suppression lists of mail servers and providers on the way",
            nextStep: "ask the provider for an erasure of this address"
        ),
        Beyond(
            what:
                "documents and cards that name the person in other fields than the address and the name beside it, and mails "
                + "to others that name them as a further recipient",
            nextStep:
                "erase documents that went to nobody else with \"documents\": true, and register the customer anew "
                + "without the person"
        ),
        Beyond(
            what: "evidence bundles and exports that were handed out before, and the secrets of single parts in them",
            nextStep: "ask whoever has them to delete them"
        ),
        Beyond(
            what: "blocks of the disk that the file system gave up and did not overwrite yet",
            nextStep:
                "keep the data folder on an encrypted disk; what lies there was sealed, or opened only by keys that are gone"
        ),
    ]
}

extension Organization {
    /// The certificate of an erasure.
    ///
    /// - Throws: ``PostofficeError/notFound(_:)`` for an id that is none of an erasure.
    package func certificate(_ id: OpaqueID) async throws -> ErasureCertificate {
        let privacy = try requireViews().privacy
        guard let erasure = try await privacy.read({ db in try Privacy.erasure(id, in: db) }) else {
            throw PostofficeError.notFound("erasure")
        }
        return try await certificate(erasure)
    }

    /// The certificate of the erasure at a position.
    func certificate(at position: Int64) async throws -> ErasureCertificate {
        let privacy = try requireViews().privacy
        guard
            await privacy.wait(until: position + 1, timeout: .seconds(10)),
            let erasure = try await privacy.read({ db in try Privacy.erasure(at: position, in: db) })
        else { throw PostofficeError.unavailable("the view of erasures, which is behind; it was recorded") }
        return try await certificate(erasure)
    }

    private func certificate(_ erasure: Erasure) async throws -> ErasureCertificate {
        let isComplete = try await requireViews().purged() > erasure.position
        let recorded = try await ledger.events(from: erasure.position, limit: 1).first
        let receipt = try await ledger.receipts(for: [erasure.position]).first
        guard let recorded, let receipt else { throw PostofficeError.unavailable("the proof of the erasure") }
        return ErasureCertificate(
            id: erasure.id.description,
            subject: erasure.person.description,
            erasedAt: erasure.at.description,
            position: erasure.position,
            state: isComplete ? "complete" : "underway",
            basis: erasure.basis,
            destroyedKeys: erasure.keys.map(\.text),
            counts: erasure.counts,
            ledgerKey: "\(ledger.verifierKey)",
            entry: String(decoding: recorded.entry, as: UTF8.self),
            receipt: receipt.text,
            beyondReach: ErasureCertificate.beyond
        )
    }
}
