import Foundation
import Ledger
import LedgerConformance
import LedgerSQLite

/// A folder of its own for one test, removed with the object.
final class LedgerFolder: StorePlace {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "ledger-test-" + OpaqueID.random().description
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        remove()
    }

    var file: String { SQLiteLedger.path(in: path) }

    func open() -> any LedgerStore {
        SQLiteLedgerStore(path: file)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
