import Crypto
import Ledger

/// A promise that every content store keeps.
package struct ContentStoreCase: Sendable, CustomStringConvertible {
    /// Makes an empty store.
    package typealias Factory = @Sendable () async throws -> any ContentStore

    /// The promise, as a sentence.
    package let name: String
    /// Throws if a store that the factory makes does not keep it.
    package let run: @Sendable (Factory) async throws -> Void

    /// The promise, as a sentence.
    package var description: String { name }

    private init(_ name: String, run: @escaping @Sendable (any ContentStore) async throws -> Void) {
        self.name = name
        self.run = { makeStore in try await run(makeStore()) }
    }

    /// All of them.
    package static let all: [Self] = [
        Self("content comes back as it was put, whatever its size") { store in
            let contents = [0, 1, 16, 65_536, 1_000_003].map { count in (0..<count).map { UInt8($0 % 251) } }
            let invoice = key(1)
            let names = try await store.put(contents.map { (bytes: $0, key: invoice) })
            try BrokenPromise.unless(Set(names).count == contents.count, "every content has its own name")
            for (name, bytes) in zip(names, contents) {
                let found = try await store.get(name, key: invoice)
                try BrokenPromise.unless(found == bytes, "content of \(bytes.count) bytes comes back")
            }
        },
        Self("nothing put gives no names") { store in
            let names = try await store.put([])
            try BrokenPromise.unless(names.isEmpty, "there is nothing to name")
        },
        Self("a name is 64 lower-case hexadecimal digits") { store in
            let name = try await put(store, [1, 2, 3], key(1))
            try BrokenPromise.unless(Hash(hex: name.text)?.description == name.text, "\(name) is such a name")
        },
        Self("the same content of the same subject has one name") { store in
            let invoice = key(1)
            let names = try await store.put([(bytes: [7], key: invoice), (bytes: [7], key: invoice)])
            let again = try await put(store, [7], invoice)
            try BrokenPromise.unless(Set(names + [again]).count == 1, "the name is the same")
        },
        Self("the same content of two subjects has two names") { store in
            let names = try await store.put([(bytes: [7], key: key(1)), (bytes: [7], key: key(2))])
            try BrokenPromise.unless(Set(names).count == 2, "the names differ")
        },
        Self("another key opens nothing") { store in
            let name = try await put(store, [7], key(1))
            for other in [key(2), key(1, generation: 2)] {
                try await expect(store, name, other, .damaged(name))
            }
        },
        Self("content put again under a subject's new key opens with that one") { store in
            _ = try await put(store, [7, 8], key(1))
            let new = key(1, generation: 2)
            let name = try await put(store, [7, 8], new)
            let found = try await store.get(name, key: new)
            try BrokenPromise.unless(found == [7, 8], "the new key opens it")
        },
        Self("what was never put is missing, also where the name is no name") { store in
            for text in [
                String(repeating: "0", count: 64), "", "../../instance.key", String(repeating: "A", count: 64),
            ] {
                let name = ContentName(text: text)
                try await expect(store, name, key(1), .missing(name))
                try await store.remove(name)
            }
        },
        Self("what was removed is missing, and can be put again") { store in
            let invoice = key(1)
            let name = try await put(store, [5], invoice)
            try await store.remove(name)
            try await store.remove(name)
            try await expect(store, name, invoice, .missing(name))
            _ = try await put(store, [5], invoice)
            let found = try await store.get(name, key: invoice)
            try BrokenPromise.unless(found == [5], "it is there again")
        },
        Self("many who put the same at once all find it") { store in
            let invoice = key(1)
            try await withThrowingTaskGroup { group in
                for turn in 0..<40 {
                    group.addTask {
                        let bytes = [UInt8](repeating: UInt8(turn % 4), count: 5000)
                        let name = try await put(store, bytes, invoice)
                        let found = try await store.get(name, key: invoice)
                        try BrokenPromise.unless(found == bytes, "it is there")
                    }
                }
                try await group.waitForAll()
            }
        },
    ]

    private static func key(_ number: UInt64, generation: UInt64 = 1) -> SubjectKey {
        SubjectKey(
            subject: .document(OpaqueID(high: 0, low: number)),
            id: OpaqueID(high: generation, low: number),
            key: SymmetricKey(data: [UInt8](repeating: UInt8(number * 16 + generation), count: 32))
        )
    }

    private static func put(_ store: any ContentStore, _ bytes: [UInt8], _ key: SubjectKey) async throws -> ContentName
    {
        let names = try await store.put([(bytes: bytes, key: key)])
        guard let name = names.first, names.count == 1 else {
            throw BrokenPromise(description: "one content, one name")
        }
        return name
    }

    private static func expect(
        _ store: any ContentStore,
        _ name: ContentName,
        _ key: SubjectKey,
        _ expected: ContentStoreError
    ) async throws {
        do throws(ContentStoreError) {
            _ = try await store.get(name, key: key)
        } catch {
            return try BrokenPromise.unless(error == expected, "it says \(expected), not \(error)")
        }
        throw BrokenPromise(description: "it says \(expected)")
    }
}
