import Ledger
import LedgerConformance
import Testing

@Suite("The store in memory")
struct MemoryLedgerStoreTests {
    private struct Place: StorePlace {
        let store: MemoryLedgerStore
        func open() -> any LedgerStore { store }
        func remove() {}
    }

    @Test(arguments: StoreCase.all)
    func `keeps what every store promises`(storeCase: StoreCase) async throws {
        try await storeCase.run { Place(store: MemoryLedgerStore(identity: $0)) }
    }
}
