import Synchronization

/// Keeps the newest checkpoints in memory, for tests and trials.
package final class MemoryAnchor: Anchor {
    private let notes: Mutex<[String]>

    /// An anchor with these notes, newest first; empty for a ledger that is to be made.
    package init(_ notes: [String] = []) {
        self.notes = Mutex(notes)
    }

    package func read() -> [String] {
        notes.withLock { $0 }
    }

    package func write(_ signedCheckpoint: String) {
        notes.withLock { $0 = [signedCheckpoint] + $0.prefix(1) }
    }
}
