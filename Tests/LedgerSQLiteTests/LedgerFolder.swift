import Foundation
import Ledger
import LedgerConformance
import LedgerSQLite

/// A folder of its own for one test, removed with the object.
final class LedgerFolder: StorePlace {
    let path: String
    private let mergeThreshold: Int

    init(mergeThreshold: Int = 20_000) throws {
        self.mergeThreshold = mergeThreshold
        path = NSTemporaryDirectory() + "/ledger-test-" + OpaqueID.random().description
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        remove()
    }

    var file: String { SQLiteLedger.path(in: path) }

    func open() -> any LedgerStore {
        SQLiteLedgerStore(path: file, mergeThreshold: mergeThreshold)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The bytes of the ledger's file and of its WAL; empty for one that is not there.
    func contents() -> [Data] {
        ["", "-wal"].map { FileManager.default.contents(atPath: file + $0) ?? Data() }
    }

    /// Puts these bytes in place of the ledger's file and its WAL.
    func replace(with contents: [Data]) throws {
        for (suffix, data) in zip(["", "-wal", "-shm"], contents + [Data()]) {
            try? FileManager.default.removeItem(atPath: file + suffix)
            if !data.isEmpty { try data.write(to: URL(fileURLWithPath: file + suffix)) }
        }
    }
}
