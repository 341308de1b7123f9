import Foundation
import Ledger
import LedgerConformance
import LedgerSQLite
import Synchronization
import Testing

@Suite("Opening a folder's ledger")
struct OpeningTests {
    private let signer: LedgerSigner
    private let folder: LedgerFolder
    private let anchor = MemoryAnchor()
    private let pool = BlockingPool()

    init() throws {
        signer = try LedgerSigner(seed: Array(repeating: 5, count: 32), name: "postboek.local/\(LedgerSample.id)")
        folder = try LedgerFolder()
    }

    private func open(progress: @escaping @Sendable (LedgerProgress) -> Void = { _ in }) async throws -> OpenLedger {
        try await SQLiteLedger.open(
            folder: folder.path,
            anchor: anchor,
            signer: signer,
            ledgerID: LedgerSample.id,
            pool: pool,
            progress: progress
        )
    }

    @Test
    func `makes it where there never was one, and finds it again`() async throws {
        var ledger = try await open()
        #expect(ledger.id == LedgerSample.id)
        #expect(ledger.origin == signer.name)
        _ = try await ledger.append(AppendRequest([LedgerSample.event(0)]))
        await ledger.close()
        ledger = try await open()
        #expect(ledger.condition == .sound)
        #expect(try await ledger.head().size == 1)
        await ledger.close()
        #expect(folder.contents()[1].isEmpty, "the WAL is gone after closing")
    }

    @Test
    func `begins anew after a crash while it was made`() async throws {
        for suffix in [".new", ".new-wal", ".new-shm", ".new-journal"] {
            try Data("half of a ledger".utf8).write(to: URL(fileURLWithPath: folder.file + suffix))
        }
        let ledger = try await open()
        #expect(ledger.condition == .sound)
        await ledger.close()
    }

    @Test
    func `makes it although an anchor of an empty one is there already`() async throws {
        var ledger = try await open()
        await ledger.close()
        try folder.replace(with: [Data(), Data()])
        ledger = try await open()
        #expect(ledger.condition == .sound)
        await ledger.close()
    }

    @Test
    func `tells how far the verification is`() async throws {
        var ledger = try await open()
        _ = try await ledger.append(AppendRequest((0..<300).map { LedgerSample.event($0) }))
        await ledger.close()
        let seen = Mutex<[LedgerProgress]>([])
        ledger = try await open { progress in seen.withLock { $0.append(progress) } }
        await ledger.close()
        #expect(seen.withLock { $0.map(\.done) } == [0, 256, 300])
        #expect(seen.withLock { $0.allSatisfy { $0.total == 300 } })
    }

    @Test
    func `refuses the ledger of another key`() async throws {
        let ledger = try await open()
        await ledger.close()
        let other = try LedgerSigner(seed: Array(repeating: 6, count: 32), name: signer.name)
        let finding = SQLiteLedger.verify(folder: folder.path, anchor: anchor, key: other.verifierKey)
        #expect(finding.condition == .damaged(LedgerDamage(.otherLedger(found: signer.name))))
    }

    @Test
    func `a ledger that is being appended to verifies at any time`() async throws {
        let ledger = try await open()
        let appending = Task {
            for number in 0..<120 { _ = try await ledger.append(AppendRequest([LedgerSample.event(number)])) }
        }
        for _ in 0..<20 {
            let condition = try await pool.run(.opening) { [folder, anchor, signer] in
                SQLiteLedger.verify(folder: folder.path, anchor: anchor, key: signer.verifierKey).condition
            }
            #expect(condition == .sound)
        }
        try await appending.value
        await ledger.close()
    }

    @Test(
        arguments: [
            "UPDATE event SET body = x'00' WHERE position = 0", "DELETE FROM event WHERE position = 2",
            "INSERT OR REPLACE INTO event SELECT * FROM event WHERE position = 1", "DELETE FROM event",
            "UPDATE tile SET hashes = zeroblob(8192)", "DELETE FROM tile",
            "INSERT OR REPLACE INTO tile SELECT * FROM tile",
        ]
    )
    func `events and tiles are not changed, deleted or replaced from outside`(sql: String) async throws {
        let sample = try await LedgerSample.closed.value
        let folder = try sample.folder()
        let shell = try Shell(folder.file)
        #expect(throws: Shell.Failure.self) { try shell.run(sql) }
        #expect(sample.verify(folder) == .sound)
    }
}
