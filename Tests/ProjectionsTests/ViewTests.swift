import Foundation
import GRDB
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Synchronization
import Testing

@Suite("A view's file")
struct ViewTests {
    private let bench = Bench()

    private func change(_ setting: String) -> MailFact {
        MailFact(
            .settingsChanged(SettingsChanged(setting: setting, old: nil, new: nil)),
            occurredAt: .second(0)
        )
    }

    @Test func `a view holds every event once, over several batches`() async throws {
        try await bench.append((0..<1203).map { change("\($0)") })
        let view = try await bench.open(Tally.self)
        #expect(try await view.read { try Tally.seen($0) } == Array(0..<1203))
        #expect(view.position() == 1203)
    }

    @Test func `several who catch up at once fold each event once`() async throws {
        let view = try await bench.open(Tally.self)
        try await bench.append((0..<1203).map { change("\($0)") })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { try await view.catchUp() } }
            try await group.waitForAll()
        }
        #expect(try await view.read { try Tally.seen($0) } == Array(0..<1203))
    }

    @Test func `a view follows the ledger, and who appended can wait for it`() async throws {
        let view = try await bench.open(Tally.self)
        let following = Task { try await view.run() }
        let position = try await bench.append(change("a"))
        #expect(await view.wait(until: position + 1, timeout: .seconds(60)))
        #expect(try await view.read { try Tally.seen($0) } == [0])
        following.cancel()
        try await following.value
    }

    @Test func `waiting for what never comes ends`() async throws {
        let view = try await bench.open(Tally.self)
        #expect(await !view.wait(until: 1, timeout: .milliseconds(1)))
        let waiting = Task { await view.wait(until: 1, timeout: .seconds(600)) }
        waiting.cancel()
        #expect(await !waiting.value)
    }

    @Test func `the view's file can be read by its owner only`() async throws {
        let view = try await bench.open(Tally.self)
        for file in ["tally-v1.sqlite", "tally-v1.sqlite-wal"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(bench.folder)/\(file)")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
        // Closing the view would remove the second file.
        try await view.close()
    }

    @Test func `an opened view goes on where it was`() async throws {
        try await bench.append(change("a"), change("b"))
        try await bench.open(Tally.self).close()
        try await bench.append(change("c"))
        #expect(try await bench.read(Tally.self) { try Tally.seen($0) } == [0, 1, 2])
    }

    enum Damage: CaseIterable {
        case deleted, garbage, otherTables, tableLost, ahead, otherHistory, otherEpoch
    }

    @Test(arguments: Damage.allCases)
    func `a view that does not fit is built anew`(damage: Damage) async throws {
        try await bench.append(change("a"), change("b"))
        let view = try await bench.open(Tally.self)
        if damage == .tableLost { try await bench.append(change("c")) }
        try await view.close()
        let path = View<Tally>.path(in: bench.folder)
        switch damage {
        case .deleted: try FileManager.default.removeItem(atPath: path)
        case .garbage: try Data(repeating: 7, count: 9000).write(to: URL(filePath: path))
        case .otherTables:
            try FileManager.default.removeItem(atPath: path)
            try await DatabaseQueue(path: path).write { try $0.execute(sql: "CREATE TABLE other (a)") }
        case .tableLost: try await DatabaseQueue(path: path).write { try $0.execute(sql: "DROP TABLE seen") }
        case .ahead: bench.ledger.forget(1)
        case .otherHistory:
            bench.ledger.forget(1)
            try await bench.append(change("d"))
        case .otherEpoch: bench.ledger.beginEpoch()
        }
        let size = try await bench.ledger.head().size
        #expect(try await bench.read(Tally.self) { try Tally.seen($0) } == Array(0..<size))
        #expect(try await bench.compare(Tally.self).isEqual)
    }

    @Test func `a view of another ledger is built anew`() async throws {
        let other = Bench()
        try await other.append(change("a"), change("b"), change("c"))
        try await other.open(Tally.self).close()
        try await bench.append(change("a"))
        try FileManager.default.createDirectory(atPath: bench.folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: View<Tally>.path(in: other.folder),
            toPath: View<Tally>.path(in: bench.folder)
        )
        #expect(try await bench.read(Tally.self) { try Tally.seen($0) } == [0])
    }

    @Test func `a new version is built beside the old one, which goes when the new one has caught up`() async throws {
        try await bench.append(change("a"), change("b"))
        try await bench.open(Tally.self).close()
        #expect(bench.exists("tally-v1.sqlite"))
        #expect(try await bench.read(NewTally.self) { try NewTally.seen($0) } == [0, 1])
        #expect(!bench.exists("tally-v1.sqlite"))
        #expect(bench.exists("tally-v2.sqlite"))
    }

    @Test func `rows and position go together, so a fold that breaks off leaves nothing half done`() async throws {
        try await bench.append(change("a"), change("b"), change("c"))
        try await bench.open(Tally.self).close()
        let view = try await bench.open(FragileTally.self)
        #expect(view.position() == 0)
        #expect(try await view.read { try FragileTally.seen($0) } == [])
        #expect(try await view.read { try ViewState.size(in: $0) } == 0)
        #expect(bench.exists("tally-v1.sqlite"), "the old version stays until the new one has caught up")
        await #expect(throws: FragileTally.Failure.self) { try await view.catchUp() }
        FragileTally.fails.withLock { $0 = false }
        try await view.catchUp()
        #expect(try await view.read { try FragileTally.seen($0) } == [0, 1, 2])
    }
}
