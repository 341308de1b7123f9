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
    private let lock: FolderLock
    /// What was cosigned last of each ledger, by its origin; the files must always say the same.
    private let cosigned: Mutex<[String: WitnessState]>

    /// Opens a witness on its folder, and holds the folder for as long as it lives.
    ///
    /// - Throws: ``WitnessError``, `FileError`; `FolderLockError` where another process holds the folder.
    package init(
        folder: WitnessFolder,
        clock: @escaping @Sendable () -> Timestamp = Timestamp.now
    ) throws {
        self.folder = folder
        self.clock = clock
        signer = try folder.signer()
        key = signer.witness
        lock = try FolderLock(folder: folder.path)
        let watched = try folder.watchedLedgers()
        ledgers = Dictionary(watched.map { ($0.key.name, $0.key) }) { first, _ in first }
        // What cannot be read must not be found out at the first request: then nobody is there to mend it.
        var cosigned: [String: WitnessState] = [:]
        for ledger in watched {
            if let state = try folder.state(of: ledger.key, cosignedBy: key) {
                cosigned[ledger.key.name] = state
                try folder.noteCosigned(ledger.key)
            } else if ledger.isCosigned {
                throw WitnessError.lost(ledger: ledger.key.name, path: folder.notePath(ledger.key))
            }
        }
        self.cosigned = Mutex(cosigned)
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
        return try cosigned.withLock { cosigned in
            let known = try state(of: ledger, remembered: cosigned[ledger.name])
            switch known.decide(request, of: ledger) {
            case .refuse(let answer):
                // Two checkpoints of one size with two roots, both signed: that proves by itself that history was rewritten.
                if answer == .inconsistent, asked.size == known.size {
                    try folder.keepContradiction(request.checkpoint, of: ledger)
                }
                return answer
            case .cosign(let next, let text):
                let cosignature = try signer.cosign(text, at: clock().microseconds / 1_000_000)
                let own = note.signatures.filter { $0.name == ledger.name && $0.id == ledger.id }
                try folder.keep(SignedNote(text: text, signatures: own + [cosignature]).description, of: ledger)
                // In this order: a state that was never noted was never given away either.
                try folder.noteCosigned(ledger)
                cosigned[ledger.name] = next
                return .cosigned(cosignature)
            }
        }
    }

    /// What the file says was cosigned last, which must be what this process remembers.
    private func state(of ledger: NoteKey, remembered: WitnessState?) throws -> WitnessState {
        let state = try folder.state(of: ledger, cosignedBy: key)
        guard let remembered else { return state ?? .nothing }
        guard let state else { throw WitnessError.lost(ledger: ledger.name, path: folder.notePath(ledger)) }
        // The file may be newer only if noting it failed after it was written; an older one was put back by somebody.
        guard state == remembered || state.size > remembered.size else {
            throw WitnessError.damaged(folder.notePath(ledger))
        }
        return state
    }

    /// The newest checkpoint that it cosigned, by the SHA-256 of the ledger's origin in hexadecimal digits.
    ///
    /// - Returns: nil where it cosigned none of such a ledger.
    package func checkpoint(ofOriginHash hash: String) throws -> String? {
        guard let ledger = ledgers.values.first(where: { WitnessFolder.hash(of: $0.name) == hash }) else { return nil }
        return try folder.note(of: ledger)
    }
}
