import Foundation
import Ledger
import LedgerFiles

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
    /// - Throws: ``WitnessError/otherLedger(_:)`` where another key of the same name is watched; `FolderLockError` while
    ///   the witness serves; `FileError`.
    package func watch(_ ledger: NoteKey) throws {
        try locked {
            let known = try watchedLedgers()
            guard !known.contains(where: { $0.key == ledger }) else { return }
            guard !known.contains(where: { $0.key.name == ledger.name }) else {
                throw WitnessError.otherLedger(ledger.name)
            }
            try write(known + [WatchedLedger(key: ledger, isCosigned: false)])
        }
    }

    /// Sets aside what was cosigned of a ledger, so that it can begin anew, for example after it was put back from a backup.
    ///
    /// What there is stays as evidence under another name; where it was lost, nothing does. Only the witness's owner decides
    /// this, and never for a request.
    ///
    /// - Throws: `FolderLockError` while the witness serves; `FileError`.
    package func setAside(_ ledger: NoteKey, at moment: Timestamp) throws -> SetAside {
        try locked {
            let known = try watchedLedgers()
            let path = notePath(ledger)
            let note = try DurableFile.read(path, limit: Self.noteLimit)
            guard note != nil || known.contains(WatchedLedger(key: ledger, isCosigned: true)) else { return .nothing }
            let place = "\(path).before-\(moment.microseconds)"
            if let note { try DurableFile.write(note, to: place) }
            // First the list, then the file: what is left half way is a ledger that is still held to what was cosigned.
            try write(known.map { WatchedLedger(key: $0.key, isCosigned: $0.isCosigned && $0.key != ledger) })
            guard note != nil else { return .lost }
            try FileManager.default.removeItem(atPath: path)
            try DurableFile.syncFolder("\(self.path)/ledgers")
            return .kept(place)
        }
    }

    /// The ledgers that are watched.
    package func ledgers() throws -> [NoteKey] { try watchedLedgers().map(\.key) }

    /// The ledgers that are watched, each with whether it was ever cosigned.
    func watchedLedgers() throws -> [WatchedLedger] {
        guard let bytes = try DurableFile.read(ledgersPath, limit: 1_000_000) else { return [] }
        return try String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            guard let ledger = WatchedLedger(parsing: line) else { throw WitnessError.damaged(ledgersPath) }
            return ledger
        }
    }

    /// Notes durably that a ledger was cosigned, so that its state can be missed when it is lost.
    func noteCosigned(_ ledger: NoteKey) throws {
        let known = try watchedLedgers()
        guard known.contains(WatchedLedger(key: ledger, isCosigned: false)) else { return }
        try write(known.map { WatchedLedger(key: $0.key, isCosigned: $0.isCosigned || $0.key == ledger) })
    }

    private func write(_ ledgers: [WatchedLedger]) throws {
        try DurableFile.write(Array(ledgers.map { "\($0)\n" }.joined().utf8), to: ledgersPath)
    }

    /// Runs a body while no other process uses the folder.
    private func locked<Value>(_ body: () throws -> Value) throws -> Value {
        let lock = try FolderLock(folder: path)
        defer { lock.close() }
        return try body()
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

    /// What was cosigned last of a ledger; nil where there is no file.
    ///
    /// A file that is not exactly what was written is never taken for nothing.
    func state(of ledger: NoteKey, cosignedBy witness: WitnessKey) throws -> WitnessState? {
        guard let note = try note(of: ledger) else { return nil }
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
    func notePath(_ ledger: NoteKey) -> String { "\(path)/ledgers/\(Self.hash(of: ledger.name))" }
}
