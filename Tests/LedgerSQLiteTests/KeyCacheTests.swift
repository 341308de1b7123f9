import Crypto
import Ledger
import Testing

@testable import LedgerSQLite

struct KeyCacheTests {
    private func key(_ number: UInt64) -> SubjectKey {
        let id = OpaqueID(high: 0, low: number)
        return SubjectKey(subject: .person(id), id: id, key: SymmetricKey(size: .bits256))
    }

    @Test(arguments: [1, 2, 3, 10, 100])
    func `it never holds more than its capacity, and always the newest`(capacity: Int) {
        var cache = KeyCache(capacity: capacity)
        for number in 0..<500 {
            let new = key(UInt64(number))
            cache.insert(new)
            #expect(cache.key(of: new.subject)?.id == new.id)
        }
        let held = (0..<500).filter { number in
            var copy = cache
            return copy.key(of: key(UInt64(number)).subject) != nil
        }
        #expect(held.count <= max(2, capacity))
    }

    @Test func `what is used stays`() {
        var cache = KeyCache(capacity: 10)
        cache.insert(key(1000))
        for number in 0..<500 {
            cache.insert(key(UInt64(number)))
            #expect(cache.key(of: key(1000).subject) != nil)
        }
    }

    @Test func `what was removed is gone from both generations`() {
        var cache = KeyCache(capacity: 4)
        for number in 0..<3 { cache.insert(key(UInt64(number))) }
        for number in 0..<3 {
            cache.remove(key(UInt64(number)).subject)
            #expect(cache.key(of: key(UInt64(number)).subject) == nil)
        }
    }
}
