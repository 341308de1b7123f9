import GRDB
import Ledger
import MailLedger
import Synchronization

/// Folds a ledger's events into one database, batch by batch.
struct Projector<P: Projection>: Sendable {
    let ledger: any LedgerReading
    let archive: MailArchive
    let writer: any DatabaseWriter
    /// Voids what was opened with keys that were destroyed meanwhile.
    let opening = OpeningCount()

    // Large enough that a commit costs little per event, small enough that readers see news soon.
    private static var batch: Int64 { 500 }

    /// Folds the next batch of events, position and rows in one transaction.
    ///
    /// - Parameters:
    ///   - size: How many events were folded; if it is found to be another number, nothing is folded.
    ///   - end: How many events shall be folded at most.
    /// - Returns: How many events are folded now.
    /// - Throws: ``ProjectorError``; what the ledger, the archive or SQLite has against it.
    func step(from size: Int64, to end: Int64) async throws -> Int64 {
        guard size < end else { return size }
        let recorded = try await ledger.events(from: size, limit: Int(min(Self.batch, end - size)))
        guard let last = recorded.last else { return size }
        for (offset, event) in recorded.enumerated() where event.header.position != size + Int64(offset) {
            throw ProjectorError.gap(expected: size + Int64(offset), found: event.header.position)
        }
        let opening = opening
        let count = opening.value
        // Sealed parts are opened before the transaction, which then holds the file for as short as it can.
        let opened = try await archive.open(recorded.filter { P.concerns($0.header.type) })
        let lastEntry = Hash(of: last.entry)
        let reached: Int64? = try await writer.transaction { db in
            // What was opened with keys that are gone since must not be written.
            guard opening.value == count else { return nil }
            let found = try ViewState.size(in: db)
            guard found == size else { return found }
            for event in opened { try P.fold(event, into: db) }
            let reached = last.header.position + 1
            try ViewState.advance(to: reached, last: lastEntry, in: db)
            return reached
        }
        if let reached { return reached }
        return try await step(from: size, to: end)
    }
}

/// Counts how often keys were destroyed, so that a batch of events that was opened before is opened again.
final class OpeningCount: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .acquiring) }

    /// Voids what was opened so far.
    func advance() {
        count.add(1, ordering: .acquiringAndReleasing)
    }
}

/// Why events could not be folded.
package enum ProjectorError: Error, Hashable, Sendable {
    /// The ledger gave another position than the next one.
    case gap(expected: Int64, found: Int64)
    /// The ledger gave no more events, though its head says that there are some.
    case ended(at: Int64, expected: Int64)
}
