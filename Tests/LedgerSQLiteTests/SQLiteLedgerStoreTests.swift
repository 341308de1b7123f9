import Ledger
import LedgerConformance
import LedgerSQLite
import Testing

@Suite("The store in SQLite")
struct SQLiteLedgerStoreTests {
    @Test(arguments: StoreCase.all, [20_000, 12])
    func `keeps what every store promises, merging seldom or often`(storeCase: StoreCase, threshold: Int) async throws {
        try await storeCase.run { identity in
            let folder = try LedgerFolder(mergeThreshold: threshold)
            try SQLiteLedgerStore.create(path: folder.file, identity: identity)
            return folder
        }
    }
}
