import Ledger
import Testing

@testable import Postoffice

@Suite("Kept content")
struct KeptContentTests {
    private let keys = MemoryKeyStore()
    private let content = MemoryContentStore()
    private let persons = (0..<3).map { _ in KeySubject.person(.random()) }

    private var kept: KeptContent { KeptContent(keys: keys, content: content) }

    @Test(arguments: 1...3) func `what is kept for several can be read again`(count: Int) async throws {
        let readers = Array(persons.prefix(count))
        let name = try await kept.put(Array("a report".utf8), for: readers)
        #expect(try await kept.get(name, for: readers.reversed()) == Array("a report".utf8))
    }

    @Test(arguments: 0..<3) func `erasing any one of those it is about makes it unreadable`(erased: Int) async throws {
        let name = try await kept.put(Array("a report".utf8), for: persons)
        try await keys.erase(persons[erased])
        await #expect(throws: KeyStoreError.erased(persons[erased])) { try await kept.get(name, for: persons) }
        let others = persons.filter { $0 != persons[erased] }
        await #expect(throws: (any Error).self) { try await kept.get(name, for: others) }
    }

    @Test func `nothing is kept for somebody who was erased`() async throws {
        try await keys.erase(persons[1])
        await #expect(throws: KeyStoreError.erased(persons[1])) { try await kept.put([1], for: persons) }
    }
}
