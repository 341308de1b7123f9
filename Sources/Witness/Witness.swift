import Ledger
import LedgerFiles
import Synchronization

/// A witness: watches some ledgers, and cosigns only what continues what it cosigned before.
///
/// What it cosigned is durable before anybody gets the cosignature, so that not even a power failure makes it sign two
/// histories. Blocking calls; requests are decided one after the other.
package final class Witness: Sendable {
    /// Whose cosignatures it gives.
    package let key: WitnessKey
    private let signer: WitnessSigner
    private let folder: WitnessFolder
    private let ledgers: [String: NoteKey]
    private let clock: @Sendable () -> Timestamp
    private let turn = Mutex(())

    /// Opens a witness on its folder.
    ///
    /// - Throws: ``WitnessError``, `FileError`.
    package init(
        folder: WitnessFolder,
        clock: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) throws {
        self.folder = folder
        self.clock = clock
        signer = try folder.signer()
        key = signer.witness
        ledgers = Dictionary(try folder.ledgers().map { ($0.name, $0) }) { first, _ in first }
        // What cannot be read must not be found out at the first request: then nobody is there to mend it.
        for ledger in ledgers.values { _ = try folder.state(of: ledger, cosignedBy: key) }
    }

    /// The origins of the ledgers it watches.
    package var origins: [String] { ledgers.keys.sorted() }

    /// Decides on a request, and keeps what it cosigns.
    ///
    /// - Throws: ``WitnessError``, `FileError`: then nothing was cosigned.
    package func add(_ body: [UInt8]) throws -> WitnessAnswer {
        guard
            let request = AddCheckpoint(parsing: body), let note = try? SignedNote(parsing: request.checkpoint),
            let asked = try? Checkpoint(parsing: note.text)
        else { return .malformed }
        guard let ledger = ledgers[asked.origin] else { return .unknownOrigin }
        return try turn.withLock { _ in
            let known = try folder.state(of: ledger, cosignedBy: key)
            switch known.decide(request, of: ledger) {
            case .refuse(let answer):
                // Two checkpoints of one size with two roots, both signed: that proves by itself that history was rewritten.
                if answer == .inconsistent, asked.size == known.size {
                    try folder.keepContradiction(request.checkpoint, of: ledger)
                }
                return answer
            case .cosign(_, let text):
                let cosignature = try signer.cosign(text, at: clock().microseconds / 1_000_000)
                let own = note.signatures.filter { $0.name == ledger.name && $0.id == ledger.id }
                try folder.keep(SignedNote(text: text, signatures: own + [cosignature]).description, of: ledger)
                return .cosigned(cosignature)
            }
        }
    }

    /// The newest checkpoint that it cosigned, by the SHA-256 of the ledger's origin in hexadecimal digits.
    ///
    /// - Returns: nil where it cosigned none of such a ledger.
    package func checkpoint(ofOriginHash hash: String) throws -> String? {
        guard let ledger = ledgers.values.first(where: { WitnessFolder.hash(of: $0.name) == hash }) else { return nil }
        return try folder.note(of: ledger)
    }
}
