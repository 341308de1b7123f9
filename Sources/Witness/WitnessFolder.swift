import Foundation
import Ledger
import LedgerFiles

/// Why a witness cannot work.
package enum WitnessError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The folder holds no key.
    case noKey(String)
    /// The folder holds a key already.
    case hasKey(String)
    /// A ledger of this name is watched already, with another key.
    case otherLedger(String)
    /// A file was changed, or is another witness's.
    case damaged(String)

    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .noKey(let path): "there is no witness key \(path); make one with `postboek witness new-key`"
        case .hasKey(let path):
            "there is a witness key \(path) already; what it cosigned would be worth nothing without it"
        case .otherLedger(let name):
            "a ledger \(name) is watched already, with another key; a ledger never changes its key"
        case .damaged(let path):
            "\(path) is damaged; without it this witness could cosign a second history, so it cosigns nothing until the file "
                + "is put back from a copy that is as new"
        }
    }
}

/// A witness's files: its key, the ledgers it watches, and of each the newest checkpoint that it cosigned.
package struct WitnessFolder: Sendable {
    /// The folder.
    package let path: String

    /// The most bytes that are kept of contradictions of one ledger, and the most of them.
    private static let contradictions = 16
    private static let noteLimit = 64 * 1024

    /// Names a folder.
    package init(path: String) {
        self.path = path
    }

    /// Makes a key under a name, and the folder where it is missing.
    ///
    /// - Returns: The public half.
    /// - Throws: ``WitnessError/hasKey(_:)``; ``NoteError/badKey`` for a name with spaces or a plus sign; `FileError`.
    package func makeKey(named name: String) throws -> WitnessKey {
        let seed = WitnessSigner.seed()
        let signer = try WitnessSigner(seed: seed, name: name)
        try DurableFile.makeFolder(path)
        try DurableFile.makeFolder("\(path)/ledgers")
        guard try DurableFile.read(keyPath, limit: Self.noteLimit) == nil else { throw WitnessError.hasKey(keyPath) }
        try DurableFile.write(Array("\(name)\n\(Base64.encode(seed))\n".utf8), to: keyPath)
        return signer.witness
    }

    /// Watches a ledger from now on; one that is watched already stays as it is.
    ///
    /// - Throws: ``WitnessError/otherLedger(_:)`` where another key of the same name is watched; `FileError`.
    package func watch(_ ledger: NoteKey) throws {
        let known = try ledgers()
        guard !known.contains(ledger) else { return }
        guard !known.contains(where: { $0.name == ledger.name }) else { throw WitnessError.otherLedger(ledger.name) }
        let lines = (known + [ledger]).map { "\($0)\n" }.joined()
        try DurableFile.write(Array(lines.utf8), to: ledgersPath)
    }

    /// Sets aside what was cosigned of a ledger, so that it can begin anew, for example after it was put back from a backup.
    ///
    /// It stays as evidence under another name. Only the witness's owner decides this, and never for a request.
    ///
    /// - Returns: Where it lies now; nil where nothing was cosigned.
    /// - Throws: `FileError`.
    package func setAside(_ ledger: NoteKey, at moment: Timestamp) throws -> String? {
        guard let note = try DurableFile.read(notePath(ledger), limit: Self.noteLimit) else { return nil }
        let place = "\(notePath(ledger)).before-\(moment.microseconds)"
        try DurableFile.write(note, to: place)
        try FileManager.default.removeItem(atPath: notePath(ledger))
        try DurableFile.syncFolder("\(path)/ledgers")
        return place
    }

    /// The ledgers that are watched.
    package func ledgers() throws -> [NoteKey] {
        guard let bytes = try DurableFile.read(ledgersPath, limit: 1_000_000) else { return [] }
        return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            guard let key = try? NoteKey(parsing: String(line)) else { throw WitnessError.damaged(ledgersPath) }
            return key
        }
    }

    func signer() throws -> WitnessSigner {
        guard let bytes = try DurableFile.read(keyPath, limit: Self.noteLimit) else {
            throw WitnessError.noKey(keyPath)
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard
            lines.count == 2, let seed = Base64.decode(lines[1]),
            let signer = try? WitnessSigner(seed: seed, name: String(lines[0]))
        else { throw WitnessError.damaged(keyPath) }
        return signer
    }

    /// What was cosigned last of a ledger; a file that is not exactly what was written is never taken for nothing.
    func state(of ledger: NoteKey, cosignedBy witness: WitnessKey) throws -> WitnessState {
        guard let note = try note(of: ledger) else { return .nothing }
        guard
            let checkpoint = try? Checkpoint(verifying: note, with: ledger),
            (try? WitnessQuorum([witness]).verify(note)) != nil
        else { throw WitnessError.damaged(notePath(ledger)) }
        return WitnessState(size: checkpoint.size, root: checkpoint.root)
    }

    func note(of ledger: NoteKey) throws -> String? {
        guard let bytes = try DurableFile.read(notePath(ledger), limit: Self.noteLimit) else { return nil }
        guard let note = String(validating: bytes, as: UTF8.self) else { throw WitnessError.damaged(notePath(ledger)) }
        return note
    }

    func keep(_ note: String, of ledger: NoteKey) throws {
        try DurableFile.write(Array(note.utf8), to: notePath(ledger))
    }

    /// Keeps a checkpoint that the ledger signed and that contradicts what it signed before: that is proof against it.
    func keepContradiction(_ note: String, of ledger: NoteKey) throws {
        for number in 1...Self.contradictions {
            let place = "\(notePath(ledger)).contradiction-\(number)"
            guard let kept = try DurableFile.read(place, limit: Self.noteLimit) else {
                return try DurableFile.write(Array(note.utf8), to: place)
            }
            if kept.elementsEqual(note.utf8) { return }
        }
    }

    /// The SHA-256 of an origin in hexadecimal digits, which tlog-witness names a ledger by.
    package static func hash(of origin: String) -> String { Hash(of: Array(origin.utf8)).description }

    private var keyPath: String { "\(path)/witness.key" }
    private var ledgersPath: String { "\(path)/ledgers.txt" }
    private func notePath(_ ledger: NoteKey) -> String { "\(path)/ledgers/\(Self.hash(of: ledger.name))" }
}
