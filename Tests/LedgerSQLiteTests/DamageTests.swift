import Foundation
import Ledger
import LedgerConformance
import LedgerSQLite
import Testing

@Suite("A ledger that lost or changed something")
struct DamageTests {
    /// What happened to the file, and what must be found.
    struct Harm: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let what: LedgerDamage.What
        var position: Int64?
        let change: @Sendable (LedgerFolder, [RecordedEvent]) throws -> Void
    }

    static let harms: [Harm] = [
        Harm(testDescription: "a bit of a header in a full tile", what: .header, position: 20) { folder, events in
            try flip(folder, events[20].entry, offset: 60)
        },
        Harm(testDescription: "a bit of a header's actor", what: .leaf, position: 20) { folder, events in
            try flip(folder, Array(#""actor":"00000000-0000-000a-0000-000000000014""#.utf8), offset: 44)
        },
        Harm(testDescription: "a bit of the newest header's actor", what: .root(size: 300)) { folder, events in
            try flip(folder, Array(#""actor":"00000000-0000-000a-0000-00000000012b""#.utf8), offset: 13)
        },
        Harm(testDescription: "a bit of a body", what: .body, position: 7) { folder, events in
            try flip(folder, Array("body 7 ".utf8))
        },
        Harm(testDescription: "a bit of a tile", what: .leaf, position: 99) { folder, events in
            try flip(folder, MerkleTree.leafHash(events[99].entry).bytes)
        },
        Harm(testDescription: "a column by way of the shell", what: .column("attempt"), position: 30) { folder, _ in
            try rewrite(folder, table: "event", "UPDATE event SET attempt = 3 WHERE position = 30")
        },
        Harm(
            testDescription: "the newest events deleted",
            what: .missingNewest(anchored: 300, found: 297),
            position: 297
        ) {
            folder,
            _ in
            try rewrite(folder, table: "event", "DELETE FROM event WHERE position >= 297")
        },
        Harm(testDescription: "an event in the middle deleted", what: .missingEvent, position: 150) { folder, _ in
            try rewrite(folder, table: "event", "DELETE FROM event WHERE position = 150")
        },
        Harm(testDescription: "a tile deleted", what: .tile, position: 256) { folder, _ in
            try rewrite(folder, table: "tile", "DELETE FROM tile")
        },
        Harm(testDescription: "a trigger dropped", what: .structure("tables or triggers were changed")) { folder, _ in
            try Shell(folder.file).run("DROP TRIGGER event_is_never_changed")
        },
        Harm(testDescription: "a message head deleted", what: .messageHead, position: 0) { folder, _ in
            try Shell(folder.file).run("DELETE FROM message_head WHERE message = x'000000000000F00D0000000000000000'")
        },
        Harm(testDescription: "a kept key changed", what: .idempotency("a key's checksum is another")) { folder, _ in
            try Shell(folder.file).run("UPDATE kept_key SET last = last + 1 WHERE first = 3")
        },
        Harm(testDescription: "the file removed", what: .storeMissing) { folder, _ in
            try folder.replace(with: [Data(), Data()])
        },
        Harm(testDescription: "no ledger at all", what: .unreadable("file is not a database (SQLite 26)")) {
            folder,
            _ in
            try folder.replace(with: [Data("not a database, but long enough to be looked at as one".utf8), Data()])
        },
    ]

    @Test(arguments: harms)
    func `is open for reading only, names what is wrong, and is left as it is`(harm: Harm) async throws {
        let sample = try await LedgerSample.closed.value
        let folder = try sample.folder()
        try harm.change(folder, try Self.events(sample))
        let contents = folder.contents()
        let anchor = MemoryAnchor(sample.notes)

        let ledger = try await sample.open(folder, anchor: anchor)
        guard case .damaged(let damage) = ledger.condition else {
            Issue.record("nothing was found")
            return
        }
        #expect(damage.what == harm.what)
        #expect(damage.position == harm.position)
        await #expect(throws: AppendError.readOnly(reason: damage.description)) {
            try await ledger.append(AppendRequest([LedgerSample.event(300)]))
        }
        _ = try? await ledger.events(from: 0, limit: 10)
        await ledger.close()
        #expect(folder.contents() == contents)
        #expect(anchor.read() == sample.notes)
    }

    @Test
    func `says in a sentence how many events are missing`() async throws {
        let sample = try await LedgerSample.cut.value
        let folder = try sample.folder { $0[1] = Data() }
        guard case .damaged(let damage) = sample.verify(folder), let found = damage.foundRoot else {
            Issue.record("nothing was found")
            return
        }
        let newest = try Checkpoint(verifying: sample.notes[0], with: sample.signer.verifierKey)
        let size = damage.position ?? -1
        #expect(
            damage.description.hasPrefix(
                "the anchor says 300 events with root \(newest.root), the file holds \(size) with root \(found): "
                    + "the newest \(300 - size) are missing. Nothing was written."
            )
        )
    }

    @Test(arguments: [0.02, 0.3, 0.6, 0.97])
    func `one bit of the WAL loses acknowledged events, which the anchor shows`(part: Double) async throws {
        let sample = try await LedgerSample.cut.value
        #expect(sample.verify(try sample.folder()) == .sound)
        let folder = try sample.folder { $0[1].flip(bit: Int(Double($0[1].count * 8) * part)) }
        let contents = folder.contents()
        let ledger = try await sample.open(folder)
        guard case .damaged(let damage) = ledger.condition, case .missingNewest(300, let found) = damage.what else {
            Issue.record("found \(ledger.condition)")
            return
        }
        #expect(found < 300)
        #expect(try await ledger.head().size == found)
        await ledger.close()
        #expect(folder.contents() == contents)
    }

    @Test
    func `an older copy that was put back is found`() async throws {
        let sample = try await LedgerSample.closed.value
        let folder = try sample.folder()
        let anchor = MemoryAnchor(sample.notes)
        let ledger = try await sample.open(folder, anchor: anchor)
        for number in 300..<303 { _ = try await ledger.append(AppendRequest([LedgerSample.event(number)])) }
        await ledger.close()
        try folder.replace(with: sample.contents)
        guard case .damaged(let damage) = sample.verify(folder, notes: anchor.read()) else {
            Issue.record("nothing was found")
            return
        }
        #expect(damage.what == .missingNewest(anchored: 303, found: 300))
    }

    @Test
    func `a missing anchor is found`() async throws {
        let sample = try await LedgerSample.closed.value
        guard case .damaged(let damage) = sample.verify(try sample.folder(), notes: []) else {
            Issue.record("nothing was found")
            return
        }
        #expect(damage.what == .anchorMissing)
    }

    private static func events(_ sample: LedgerSample) throws -> [RecordedEvent] {
        let folder = try sample.folder()
        defer { folder.remove() }
        let store = SQLiteLedgerStore(path: folder.file)
        return try store.read { snapshot in
            try snapshot.events(from: 0, limit: 1000, size: .max).map { try $0.recorded() }
        }
    }

    private static func flip(_ folder: LedgerFolder, _ bytes: [UInt8], offset: Int = 0) throws {
        var contents = folder.contents()
        let isFlipped = contents[0].flip(in: bytes, offset: offset)
        try #require(isFlipped)
        try folder.replace(with: contents)
    }

    /// Does what the triggers forbid, as somebody would who knows of them.
    private static func rewrite(_ folder: LedgerFolder, table: String, _ sql: String) throws {
        let shell = try Shell(folder.file)
        let statements = try shell.texts(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '\(table)'"
        )
        for name in ["changed", "deleted", "replaced"] { try shell.run("DROP TRIGGER \(table)_is_never_\(name)") }
        try shell.run(sql)
        for statement in statements { try shell.run(statement) }
    }
}
