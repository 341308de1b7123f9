import Crypto
import Ledger

/// A promise that every key store keeps.
package struct KeyStoreCase: Sendable, CustomStringConvertible {
    /// Makes an empty store.
    package typealias Factory = @Sendable () async throws -> any KeyStore

    /// The promise, as a sentence.
    package let name: String
    /// Throws if a store that the factory makes does not keep it.
    package let run: @Sendable (Factory) async throws -> Void

    /// The promise, as a sentence.
    package var description: String { name }

    /// All of them.
    package static let all: [Self] = keys + erasures + secrets

    private init(_ name: String, run: @escaping @Sendable (any KeyStore) async throws -> Void) {
        self.name = name
        self.run = { makeStore in try await run(makeStore()) }
    }

    private static let one = KeySubject.person(OpaqueID(high: 1, low: 1))
    private static let two = KeySubject.person(OpaqueID(high: 1, low: 2))
    private static let invoice = KeySubject.document(OpaqueID(high: 1, low: 2))

    private static let keys: [Self] = [
        Self("a subject without a key is left out") { store in
            let keys = try await store.keys(of: [one, two])
            try BrokenPromise.unless(keys.isEmpty, "nobody had a key")
        },
        Self("no subjects give no keys") { store in
            let made = try await store.makeKeys(for: [])
            try BrokenPromise.unless(made.isEmpty, "nobody was asked for")
        },
        Self("every subject gets a key of its own") { store in
            let made = try await store.makeKeys(for: [one, two, invoice])
            try BrokenPromise.unless(Set(made.keys) == [one, two, invoice], "all of them get a key")
            try BrokenPromise.unless(Set(made.values.map(\.id)).count == 3, "key ids differ")
            try BrokenPromise.unless(Set(made.values.map(bytes)).count == 3, "keys differ")
            try BrokenPromise.unless(made.values.allSatisfy { $0.key.bitCount == 256 }, "keys have 256 bits")
            try BrokenPromise.unless(made.allSatisfy { $0.key == $0.value.subject }, "keys name their subject")
        },
        Self("a key that was made is found, and made only once") { store in
            let made = try await store.makeKeys(for: [one])
            let again = try await store.makeKeys(for: [one, two])
            let found = try await store.keys(of: [one, invoice])
            try BrokenPromise.unless(Set(found.keys) == [one], "only who has a key is found")
            for keys in [again, found] {
                try BrokenPromise.unless(keys[one]?.id == made[one]?.id, "the id stays")
                try BrokenPromise.unless(keys[one].map(bytes) == made[one].map(bytes), "the key stays")
            }
        },
        Self("many who ask at once get the same keys") { store in
            let subjects = (0..<40).map { KeySubject.person(OpaqueID(high: 2, low: $0)) }
            let answers = try await withThrowingTaskGroup { group in
                for start in 0..<60 {
                    group.addTask {
                        try await store.makeKeys(for: Set((0..<5).map { subjects[(start + $0) % subjects.count] }))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let kept = try await store.keys(of: Set(subjects))
            try BrokenPromise.unless(kept.count == subjects.count, "all of them have a key")
            for answer in answers {
                try BrokenPromise.unless(answer.count == 5, "everybody gets what was asked for")
                for (subject, key) in answer {
                    try BrokenPromise.unless(kept[subject].map(bytes) == bytes(key), "there is one key for each")
                }
            }
        },
    ]

    private static let erasures: [Self] = [
        Self("an erased subject is left out, the others stay") { store in
            let made = try await store.makeKeys(for: [one, two])
            try await store.erase(one)
            let found = try await store.keys(of: [one, two])
            try BrokenPromise.unless(Set(found.keys) == [two], "only the other one has a key")
            try BrokenPromise.unless(found[two].map(bytes) == made[two].map(bytes), "the other's key stays")
        },
        Self("an erased subject gets no key again, nor does anybody else in that call") { store in
            _ = try await store.makeKeys(for: [one])
            try await store.erase(one)
            try await refuses(store, [one, two], because: one)
            let found = try await store.keys(of: [one, two])
            try BrokenPromise.unless(found.isEmpty, "none was made")
        },
        Self("a subject that never had a key can be erased") { store in
            try await store.erase(invoice)
            try await refuses(store, [invoice], because: invoice)
        },
        Self("erasing again changes nothing") { store in
            _ = try await store.makeKeys(for: [one, two])
            try await store.erase(one)
            try await store.erase(one)
            try await refuses(store, [one], because: one)
            let found = try await store.keys(of: [two])
            try BrokenPromise.unless(found.count == 1, "the other's key stays")
        },
    ]

    private static let secrets: [Self] = [
        Self("a secret is kept, replaced and removed") { store in
            try await expect(store, "method", nil)
            for value: [UInt8]? in [[1, 2, 3], [], [9], nil] {
                try await store.setSecret(value, named: "method")
                try await expect(store, "method", value)
            }
            try await store.setSecret(nil, named: "method")
        },
        Self("secrets keep apart") { store in
            try await store.setSecret([1], named: "a")
            try await store.setSecret([2], named: "A")
            try await expect(store, "a", [1])
            try await expect(store, "A", [2])
        },
        Self("the names of secrets with a prefix come in order") { store in
            for name in ["method/smtp", "method/graph", "methods", "signing", "m_thod/x", "%"] {
                try await store.setSecret([0], named: name)
            }
            let expected = [
                "method/": ["method/graph", "method/smtp"], "m_": ["m_thod/x"], "%": ["%"], "x": [],
                "": ["%", "m_thod/x", "method/graph", "method/smtp", "methods", "signing"],
            ]
            for (prefix, names) in expected {
                let found = try await store.secretNames(startingWith: prefix)
                try BrokenPromise.unless(
                    found == names,
                    "the names that start with '\(prefix)' are \(names), not \(found)"
                )
            }
        },
    ]

    private static func bytes(_ key: SubjectKey) -> [UInt8] {
        key.key.withUnsafeBytes { Array($0) }
    }

    private static func expect(_ store: any KeyStore, _ name: String, _ secret: [UInt8]?) async throws {
        let found = try await store.secret(named: name)
        try BrokenPromise.unless(found == secret, "the secret is as it was set last")
    }

    private static func refuses(
        _ store: any KeyStore,
        _ subjects: Set<KeySubject>,
        because erased: KeySubject
    ) async throws {
        do throws(KeyStoreError) {
            _ = try await store.makeKeys(for: subjects)
        } catch {
            return try BrokenPromise.unless(error == .erased(erased), "it says who was erased")
        }
        throw BrokenPromise(description: "an erased subject gets no key")
    }
}
