import Ledger
import LedgerConformance
import LedgerSQLite
import Testing

@Suite("The store in SQLite")
struct SQLiteLedgerStoreTests {
    @Test(arguments: StoreCase.all)
    func `keeps what every store promises`(storeCase: StoreCase) async throws {
        try await storeCase.run { identity in
            let folder = try LedgerFolder()
            try SQLiteLedgerStore.create(path: folder.file, identity: identity)
            return folder
        }
    }
}
