import Ledger
import LedgerConformance
import Testing

struct MemoryStoreTests {
    @Test(arguments: KeyStoreCase.all)
    func `the key store in memory keeps every promise`(promise: KeyStoreCase) async throws {
        try await promise.run { MemoryKeyStore() }
    }

    @Test(arguments: ContentStoreCase.all)
    func `the content store in memory keeps every promise`(promise: ContentStoreCase) async throws {
        try await promise.run { MemoryContentStore() }
    }
}
