import Ledger
import LedgerFiles
import LedgerSQLite
import MailLedger
import Synchronization

/// Producers that append to one ledger as fast as it answers them.
enum AppendRun {
    /// Measures a load on a new ledger in an empty folder, with its files on the disk and synced as in the service.
    static func measure(
        _ load: AppendLoad,
        folder: String,
        producers: Int,
        seconds: Double
    ) async throws -> Measurement {
        let id = OpaqueID.random()
        let keys = try await SQLiteKeyStore.open(path: "\(folder)/keys.sqlite", master: .random())
        let archive = MailArchive(ledger: id, index: .random(), keys: keys)
        let anchor = CountingAnchor(FileAnchor(path: "\(folder)/anchor"))
        let ledger = try await SQLiteLedger.open(
            folder: folder,
            anchor: anchor,
            signer: try LedgerSigner(seed: MasterKey.random().bytes, name: "postboek.local/\(id)"),
            ledgerID: id,
            pool: BlockingPool()
        )
        // The first append makes what is missing.
        _ = try await ledger.append(try await load.request(producer: producers, number: 0, archive: archive))
        anchor.takeSizes()

        let clock = ContinuousClock()
        let start = clock.now
        let end = start.advanced(by: .seconds(seconds))
        let taken = try await withThrowingTaskGroup(of: [Double].self) { group in
            for producer in 0..<producers {
                group.addTask {
                    var taken: [Double] = []
                    while clock.now < end {
                        let asked = clock.now
                        let request = try await load.request(producer: producer, number: taken.count, archive: archive)
                        _ = try await ledger.append(request)
                        taken.append((clock.now - asked).milliseconds)
                    }
                    return taken
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let elapsed = (clock.now - start) / .seconds(1)
        await ledger.close()
        await keys.close()
        return Measurement(
            name: load.rawValue,
            perSecond: Double(taken.count) / elapsed,
            milliseconds: Percentiles(of: taken),
            batch: Percentiles(of: anchor.takeSizes())
        )
    }
}

/// An anchor that notes how many events each commit added.
private final class CountingAnchor: Anchor {
    private struct State {
        var size: Int64 = 0
        var steps: [Double] = []
    }

    private let anchor: FileAnchor
    private let state = Mutex(State())

    init(_ anchor: FileAnchor) {
        self.anchor = anchor
    }

    func read() throws -> [String] {
        try anchor.read()
    }

    func write(_ signedCheckpoint: String) throws {
        try anchor.write(signedCheckpoint)
        // The second line of a checkpoint is the ledger's size.
        let lines = signedCheckpoint.split(separator: "\n", maxSplits: 2)
        guard lines.count > 1, let size = Int64(lines[1]) else { return }
        state.withLock { state in
            state.steps.append(Double(size - state.size))
            state.size = size
        }
    }

    /// How many events each commit since the last call added.
    @discardableResult
    func takeSizes() -> [Double] {
        state.withLock { state in
            defer { state.steps = [] }
            return state.steps
        }
    }
}
