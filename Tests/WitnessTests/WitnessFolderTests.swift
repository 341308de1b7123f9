import Foundation
import Ledger
import LedgerFiles
import Testing

@testable import Witness

/// What a witness keeps.
@Suite("A witness's folder")
struct WitnessFolderTests {
    private func withFolder(_ body: (WitnessFolder) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "witness-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(WitnessFolder(path: path))
    }

    @Test
    func `keeps what was cosigned over a restart, and refuses to go back`() throws {
        try withFolder { folder in
            let ledger = try GrownLedger(leaves: 20)
            let key = try folder.makeKey(named: "w1")
            try folder.watch(ledger.key)
            do {
                let first = try Witness(folder: folder, clock: { Timestamp(microseconds: 1_767_225_600_000_000) })
                guard case .cosigned(let line) = try first.add(Array(ledger.request(from: 0, to: 8).body.utf8)) else {
                    Issue.record("the first checkpoint was refused")
                    return
                }
                #expect(line.name == "w1")
            }
            let second = try Witness(folder: folder)
            #expect(second.key == key && second.origins == [ledger.signer.name])
            #expect(try second.add(Array(ledger.request(from: 0, to: 5).body.utf8)) == .otherSize(8))
            let fork = try GrownLedger(leaves: 20, salt: "fork")
            #expect(try second.add(Array(fork.request(from: 8, to: 9).body.utf8)) == .inconsistent)
            let kept = try #require(try second.checkpoint(ofOriginHash: WitnessFolder.hash(of: ledger.signer.name)))
            #expect(try WitnessQuorum([key]).verify(kept).first?.time == 1_767_225_600)
            #expect(try Checkpoint(verifying: kept, with: ledger.key).size == 8)
            #expect(try second.checkpoint(ofOriginHash: "none") == nil)
        }
    }

    @Test
    func `keeps two signed checkpoints of one size as proof against the ledger`() throws {
        try withFolder { folder in
            let ledger = try GrownLedger(leaves: 9)
            let fork = try GrownLedger(leaves: 9, salt: "fork")
            _ = try folder.makeKey(named: "w1")
            try folder.watch(ledger.key)
            let witness = try Witness(folder: folder)
            _ = try witness.add(Array(ledger.request(from: 0, to: 9).body.utf8))
            for _ in 0..<20 {
                #expect(try witness.add(Array(fork.request(from: 9, to: 9).body.utf8)) == .inconsistent)
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/ledgers")
            let contradictions = files.filter { $0.contains("contradiction") }
            #expect(contradictions.count == 1)
            let text = try String(
                contentsOfFile: "\(folder.path)/ledgers/\(try #require(contradictions.first))",
                encoding: .utf8
            )
            #expect(try Checkpoint(verifying: text, with: ledger.key).size == 9)
        }
    }

    @Test
    func `takes no damaged file for nothing`() throws {
        try withFolder { folder in
            let ledger = try GrownLedger(leaves: 9)
            _ = try folder.makeKey(named: "w1")
            try folder.watch(ledger.key)
            let path = "\(folder.path)/ledgers/\(WitnessFolder.hash(of: ledger.signer.name))"
            do {
                let witness = try Witness(folder: folder)
                _ = try witness.add(Array(ledger.request(from: 0, to: 9).body.utf8))
                let bytes = try Data(contentsOf: URL(filePath: path))
                for place in 0..<bytes.count {
                    var changed = bytes
                    changed[place] ^= 1
                    try changed.write(to: URL(filePath: path))
                    #expect(throws: WitnessError.damaged(path), "byte \(place)") {
                        _ = try witness.add(Array(ledger.request(from: 0, to: 5).body.utf8))
                    }
                }
            }
            #expect(throws: WitnessError.damaged(path)) { _ = try Witness(folder: folder) }
            try Data().write(to: URL(filePath: path))
            #expect(throws: WitnessError.damaged(path)) { _ = try Witness(folder: folder) }
        }
    }

    @Test
    func `makes its key once, and watches a ledger under one key only`() throws {
        try withFolder { folder in
            #expect(throws: WitnessError.noKey("\(folder.path)/witness.key")) { _ = try Witness(folder: folder) }
            #expect(throws: NoteError.badKey) { _ = try folder.makeKey(named: "two words") }
            _ = try folder.makeKey(named: "w1")
            #expect(throws: WitnessError.hasKey("\(folder.path)/witness.key")) { _ = try folder.makeKey(named: "w2") }
            let ledger = try GrownLedger()
            try folder.watch(ledger.key)
            try folder.watch(ledger.key)
            #expect(try folder.ledgers() == [ledger.key])
            let other = try GrownLedger(seed: 9)
            #expect(throws: WitnessError.otherLedger(ledger.signer.name)) { try folder.watch(other.key) }
        }
    }

    @Test
    func `takes no lost file for nothing either, until its owner sets it aside`() throws {
        try withFolder { folder in
            let ledger = try GrownLedger(leaves: 12)
            let fork = try GrownLedger(leaves: 12, salt: "fork")
            _ = try folder.makeKey(named: "w1")
            try folder.watch(ledger.key)
            let path = "\(folder.path)/ledgers/\(WitnessFolder.hash(of: ledger.signer.name))"
            let lost = WitnessError.lost(ledger: ledger.signer.name, path: path)
            do {
                let witness = try Witness(folder: folder)
                _ = try witness.add(Array(ledger.request(from: 0, to: 8).body.utf8))
                let older = try Data(contentsOf: URL(filePath: path))
                _ = try witness.add(Array(ledger.request(from: 8, to: 9).body.utf8))
                try older.write(to: URL(filePath: path))
                #expect(throws: WitnessError.damaged(path)) {
                    _ = try witness.add(Array(fork.request(from: 8, to: 10).body.utf8))
                }
                try FileManager.default.removeItem(atPath: path)
                #expect(throws: lost) { _ = try witness.add(Array(fork.request(from: 0, to: 10).body.utf8)) }
                #expect(throws: FolderLockError.self) { try folder.setAside(ledger.key, at: .now()) }
            }
            #expect(throws: lost) { _ = try Witness(folder: folder) }
            try folder.watch(ledger.key)
            #expect(throws: lost) { _ = try Witness(folder: folder) }
            #expect(lost.description.contains("set-aside"))
            #expect(try folder.setAside(ledger.key, at: .now()) == .lost)
            #expect(try folder.setAside(ledger.key, at: .now()) == .nothing)
            let again = try Witness(folder: folder)
            guard case .cosigned = try again.add(Array(ledger.request(from: 0, to: 9).body.utf8)) else {
                Issue.record("what was set aside does not begin anew")
                return
            }
        }
    }

    @Test
    func `misses a state that was cosigned before such losses were noted`() throws {
        try withFolder { folder in
            let ledger = try GrownLedger(leaves: 9)
            _ = try folder.makeKey(named: "w1")
            try folder.watch(ledger.key)
            do {
                let witness = try Witness(folder: folder)
                _ = try witness.add(Array(ledger.request(from: 0, to: 8).body.utf8))
            }
            try Data("\(ledger.key)\n".utf8).write(to: URL(filePath: "\(folder.path)/ledgers.txt"))
            _ = try Witness(folder: folder)
            #expect(try folder.watchedLedgers() == [WatchedLedger(key: ledger.key, isCosigned: true)])
        }
    }

    @Test
    func `is one process's at a time`() throws {
        try withFolder { folder in
            let ledger = try GrownLedger(leaves: 9)
            _ = try folder.makeKey(named: "w1")
            try folder.watch(ledger.key)
            let witness = try Witness(folder: folder)
            _ = try witness.add(Array(ledger.request(from: 0, to: 8).body.utf8))
            #expect(throws: FolderLockError.self) { _ = try Witness(folder: folder) }
            #expect(throws: FolderLockError.self) { try folder.watch(try GrownLedger("other.example").key) }
            #expect(throws: FolderLockError.self) { try folder.setAside(ledger.key, at: .now()) }
            #expect(witness.origins == [ledger.signer.name])
        }
    }
}
