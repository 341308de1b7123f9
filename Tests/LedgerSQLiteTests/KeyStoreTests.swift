import Ledger
import LedgerConformance
import Testing

@testable import LedgerSQLite

struct KeyStoreTests {
    private let folder: ScratchFolder
    private let master = MasterKey.random()
    private let one = KeySubject.person(OpaqueID(high: 1, low: 1))
    private let two = KeySubject.person(OpaqueID(high: 1, low: 2))

    init() throws {
        folder = try ScratchFolder()
    }

    private var path: String { folder.path("keys.sqlite") }

    private func open(_ master: MasterKey? = nil, readOnly: Bool = false) async throws(KeyStoreError) -> SQLiteKeyStore
    {
        try await SQLiteKeyStore.open(path: path, master: master ?? self.master, readOnly: readOnly)
    }

    /// Runs SQL on the file, as somebody else's program would.
    private func change(_ sql: String) throws {
        try KeyConnection(path: path, writable: true).execute(sql)
    }

    @Test(arguments: KeyStoreCase.all)
    func `the key store in SQLite keeps every promise`(promise: KeyStoreCase) async throws {
        try await promise.run { [folder, master] in
            try await SQLiteKeyStore.open(path: folder.path("keys.sqlite"), master: master)
        }
    }

    @Test(arguments: KeyStoreCase.all)
    func `the key store keeps every promise with hardly any cache`(promise: KeyStoreCase) async throws {
        try await promise.run { [folder, master] in
            try await SQLiteKeyStore.open(path: folder.path("keys.sqlite"), master: master, cacheCapacity: 2)
        }
    }

    @Test func `keys, secrets and erasures survive a restart`() async throws {
        let store = try await open()
        let made = try await store.makeKeys(for: [one, two])
        try await store.setSecret([1, 2, 3], named: "signing")
        try await store.erase(one)
        await store.close()
        let again = try await open()
        let found = try await again.keys(of: [one, two])
        #expect(Set(found.keys) == [two])
        #expect(found[two]?.id == made[two]?.id)
        #expect(found[two]?.key == made[two]?.key)
        #expect(try await again.secret(named: "signing") == [1, 2, 3])
        await #expect(throws: KeyStoreError.erased(one)) { try await again.makeKeys(for: [one]) }
    }

    @Test func `what was made is there for another connection at once`() async throws {
        let store = try await open()
        let made = try await store.makeKeys(for: [one])
        let reader = try await open(readOnly: true)
        #expect(try await reader.keys(of: [one])[one]?.key == made[one]?.key)
    }

    @Test func `all its files are for the owner only`() async throws {
        let store = try await open()
        _ = try await store.makeKeys(for: [one])
        #expect(folder.files().contains("keys.sqlite-wal"))
        for file in folder.files() { #expect(try folder.permissions(file) == 0o600) }
        await store.close()
    }

    @Test func `another master key opens nothing and changes nothing`() async throws {
        let store = try await open()
        _ = try await store.makeKeys(for: [one])
        await store.close()
        let before = try folder.read("keys.sqlite")
        await #expect(throws: KeyStoreError.wrongMasterKey) { try await open(.random()) }
        #expect(try folder.read("keys.sqlite") == before)
        #expect(try await open().keys(of: [one]).count == 1)
    }

    @Test func `a closed store says so`() async throws {
        let store = try await open()
        await store.close()
        await store.close()
        await #expect(throws: KeyStoreError.self) { try await store.makeKeys(for: [one]) }
        await #expect(throws: KeyStoreError.self) { try await store.keys(of: [one]) }
        await #expect(throws: KeyStoreError.self) { try await store.erase(one) }
    }

    @Test func `a reader makes no file and no keys`() async throws {
        await #expect(throws: KeyStoreError.self) { try await open(readOnly: true) }
        #expect(folder.files().isEmpty)
        let store = try await open()
        _ = try await store.makeKeys(for: [one])
        let reader = try await open(readOnly: true)
        await #expect(throws: KeyStoreError.self) { try await reader.makeKeys(for: [two]) }
        await #expect(throws: KeyStoreError.self) { try await reader.erase(one) }
        await #expect(throws: KeyStoreError.self) { try await reader.setSecret([1], named: "signing") }
        #expect(try await store.keys(of: [one, two]).count == 1)
    }

    @Test func `a file that was only begun is made anew`() async throws {
        try folder.write([], to: "keys.sqlite")
        #expect(try await open().makeKeys(for: [one]).count == 1)
    }

    @Test(arguments: ["PRAGMA user_version = 2", "PRAGMA application_id = 7", "DELETE FROM store"])
    func `a file of something else is refused`(sql: String) async throws {
        await (try await open()).close()
        try change(sql)
        await #expect(throws: KeyStoreError.self) { try await open() }
    }

    @Test func `bytes that are no database are refused and kept`() async throws {
        let bytes = Array(String(repeating: "no key file ", count: 500).utf8)
        try folder.write(bytes, to: "keys.sqlite")
        await #expect(throws: KeyStoreError.self) { try await open() }
        #expect(try folder.read("keys.sqlite") == bytes)
    }

    @Test func `a wrapped key under another subject opens nothing`() async throws {
        let store = try await open()
        _ = try await store.makeKeys(for: [one, two])
        await store.close()
        try change("UPDATE subject_key SET wrapped = (SELECT wrapped FROM subject_key WHERE subject = '\(two)')")
        let again = try await open()
        #expect(try await again.keys(of: [two]).count == 1)
        await #expect(throws: KeyStoreError.self) { try await again.keys(of: [one]) }
    }

    @Test func `of requests made at once, one that is refused harms no other`() async throws {
        let store = try await open()
        try await store.erase(one)
        let subjects = (0..<200).map { KeySubject.document(OpaqueID(high: 3, low: $0)) }
        let refused = try await withThrowingTaskGroup { [one] group in
            for (number, subject) in subjects.enumerated() {
                group.addTask {
                    do throws(KeyStoreError) {
                        _ = try await store.makeKeys(for: number % 10 == 0 ? [subject, one] : [subject])
                        return false
                    } catch {
                        guard error == .erased(one) else { throw error }
                        return true
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(refused == 20)
        #expect(try await store.keys(of: Set(subjects)).count == 180)
    }
}
