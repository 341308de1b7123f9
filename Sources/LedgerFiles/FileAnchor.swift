import Glibc
import Ledger
import Synchronization

/// Why the anchor could not be read or written.
package enum FileAnchorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing in the file can be read, although it was written.
    case damaged(path: String)
    /// The note does not fit into a slot.
    case tooLong(count: Int)
    /// An earlier write failed, so that nobody knows what the disk holds.
    case failedBefore(FileError)
    /// The file could not be read or written.
    case file(FileError)

    /// What happened and what to do.
    package var description: String {
        switch self {
        case .damaged(let path):
            "the anchor \(path) was changed; put it back from a backup, it must be as new as the ledger"
        case .tooLong(let count):
            "a signed checkpoint of \(count) bytes does not fit into the anchor (at most \(AnchorSlot.noteLimit))"
        case .failedBefore(let error):
            "an earlier write of the anchor failed (\(error)); check the disk and start again"
        case .file(let error):
            error.description
        }
    }
}

/// Keeps the newest signed checkpoints in a file of two slots, which are written in place in turn.
///
/// The file is made with its full size and never grows, so that a write costs one small sync. A write that the power cut
/// short leaves the other slot whole. Reading makes and changes nothing.
package final class FileAnchor: Anchor {
    private struct State: ~Copyable {
        var file: OpenFile?
        var newest: AnchorSlot?
        var failure: FileError?
    }

    private let path: String
    private let state: Mutex<State>

    /// Names the file; it is made at the first write.
    package init(path: String) {
        self.path = path
        self.state = Mutex(State())
    }

    /// The signed notes in the slots, newest size first, unverified; empty where there never was one.
    ///
    /// - Throws: ``FileAnchorError``.
    package func read() throws -> [String] {
        try slots().sorted { ($0.size, $0.sequence) > ($1.size, $1.sequence) }.map(\.note)
    }

    /// Writes a signed note over the older one and syncs it; durable on return.
    ///
    /// - Throws: ``FileAnchorError``; after a failed write every later one fails, since a failed sync leaves unknown what the
    ///   disk holds.
    package func write(_ signedCheckpoint: String) throws {
        try state.withLock { state in
            if let failure = state.failure { throw FileAnchorError.failedBefore(failure) }
            if state.newest == nil { state.newest = try slots().max { $0.sequence < $1.sequence } }
            let next = AnchorSlot(sequence: (state.newest?.sequence ?? 0) + 1, note: signedCheckpoint)
            guard let block = next.block else { throw FileAnchorError.tooLong(count: signedCheckpoint.utf8.count) }
            do {
                try openIfNeeded(&state)
                try state.file?.write(block, at: next.offset)
                try state.file?.syncContent()
            } catch let error as FileError {
                state.failure = error
                throw FileAnchorError.file(error)
            }
            state.newest = next
        }
    }

    private func openIfNeeded(_ state: inout State) throws(FileError) {
        guard state.file == nil else { return }
        if access(path, F_OK) != 0 {
            try DurableFile.write([UInt8](repeating: 0, count: 2 * AnchorSlot.length), to: path)
        }
        state.file = try OpenFile(path, O_RDWR)
    }

    private func slots() throws(FileAnchorError) -> [AnchorSlot] {
        let bytes: [UInt8]?
        do {
            bytes = try DurableFile.read(path, limit: 2 * AnchorSlot.length)
        } catch {
            throw error.code == EFBIG ? .damaged(path: path) : .file(error)
        }
        guard let bytes else { return [] }
        guard bytes.count == 2 * AnchorSlot.length else { throw .damaged(path: path) }
        let blocks = [bytes.prefix(AnchorSlot.length), bytes.suffix(AnchorSlot.length)]
        let slots = blocks.compactMap { AnchorSlot(block: Array($0)) }
        // The first write goes to the first slot: with an empty second one, what is torn there was never answered for.
        let isYoung = blocks[1].allSatisfy { $0 == 0 }
        guard !slots.isEmpty || isYoung else { throw .damaged(path: path) }
        return slots
    }
}
