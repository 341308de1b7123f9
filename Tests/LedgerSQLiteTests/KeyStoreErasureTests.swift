import Ledger
import LedgerConformance
import Testing

@testable import LedgerSQLite

/// What was destroyed is in no file any more.
struct KeyStoreErasureTests {
    private let folder: ScratchFolder
    private let master = MasterKey.random()

    init() throws {
        folder = try ScratchFolder()
    }

    private var path: String { folder.path("keys.sqlite") }

    private func open(_ master: MasterKey? = nil) async throws -> SQLiteKeyStore {
        try await SQLiteKeyStore.open(path: path, master: master ?? self.master)
    }

    private func wrapped(where condition: String) throws -> [[UInt8]] {
        var found: [[UInt8]] = []
        try KeyConnection(path: path, writable: false)
            .run("SELECT wrapped FROM subject_key WHERE \(condition)") { found.append($0.blob(0)) }
        return found
    }

    @Test func `an erased subject's key is in no file, wherever it moved meanwhile`() async throws {
        let store = try await open()
        let subjects = (0..<600).map { KeySubject.person(OpaqueID(high: $0 &* 0x9E37_79B9_7F4A_7C15, low: $0)) }
        let doomed = [subjects[0], subjects[17], subjects[300], subjects[599]]
        // Many small transactions in no order move cells from page to page.
        for start in stride(from: 0, to: 600, by: 3) {
            _ = try await store.makeKeys(for: Set(subjects[start..<start + 3]))
        }
        for subject in doomed {
            let key = try #require(try wrapped(where: "subject = '\(subject)'").first)
            #expect(key.count == 60)
            #expect(try folder.holds(Array(key.prefix(20))))
            try await store.erase(subject)
            #expect(try folder.holds(Array(key.prefix(20))) == false)
            #expect(try folder.holds(Array(key.suffix(20))) == false)
        }
        #expect(try await store.keys(of: Set(subjects)).count == 596)
        await store.close()
        #expect(try await open().keys(of: Set(subjects)).count == 596)
    }

    @Test func `an erasure that was cut short is finished at the next start`() async throws {
        let store = try await open()
        _ = try await store.makeKeys(for: [.person(OpaqueID(high: 1, low: 1))])
        await store.close()
        try KeyConnection(path: path, writable: true).execute("UPDATE store SET rewrite = 1")
        await (try await open()).close()
        #expect(try KeyConnection(path: path, writable: false).integer("SELECT rewrite FROM store") == 0)
    }

    @Test func `an erasure whose overwriting a reader hinders says so, and can be done again`() async throws {
        let store = try await open()
        let one = KeySubject.person(OpaqueID(high: 1, low: 1))
        _ = try await store.makeKeys(for: [one])
        do {
            let reader = try KeyConnection(path: path, writable: false)
            try reader.execute("BEGIN")
            #expect(try reader.integer("SELECT count(*) FROM subject_key") == 1)
            await #expect(throws: KeyStoreError.self) { try await store.erase(one) }
            #expect(try await store.keys(of: [one]).isEmpty)
        }
        try await store.erase(one)
        #expect(try KeyConnection(path: path, writable: false).integer("SELECT rewrite FROM store") == 0)
    }

    @Test(arguments: [
        "DELETE FROM erased", "UPDATE erased SET subject = 'p-x'", "REPLACE INTO erased VALUES ('p-1', 0)",
        "INSERT INTO subject_key VALUES ('p-1', zeroblob(16), zeroblob(16), zeroblob(60), 0, 'current')",
    ])
    func `the file itself refuses to undo an erasure`(sql: String) async throws {
        let store = try await open()
        try await store.erase(KeySubject(text: "p-1"))
        await store.close()
        let connection = try KeyConnection(path: path, writable: true)
        try KeySchema.configure(connection, writable: true)
        #expect(throws: KeyStoreError.self) { try connection.execute(sql) }
    }

    @Test func `a new master key takes everything over, and nothing that the old one wrapped is left`() async throws {
        let store = try await open()
        let subjects = Set((0..<2500).map { KeySubject.person(OpaqueID(high: 7, low: $0)) })
        let made = try await store.makeKeys(for: subjects)
        try await store.setSecret([1, 2, 3], named: "signing")
        let before = try wrapped(where: "abs(random()) % 100 = 0")
        let next = MasterKey.random()
        try await store.rewrap(to: next)
        for key in before { #expect(try folder.holds(Array(key.prefix(20))) == false) }
        let later = try await store.makeKeys(for: [.document(OpaqueID(high: 0, low: 1))])
        await store.close()

        await #expect(throws: KeyStoreError.wrongMasterKey) { try await open() }
        let again = try await open(next)
        let found = try await again.keys(of: subjects)
        #expect(found.count == subjects.count)
        #expect(found.allSatisfy { made[$0.key]?.key == $0.value.key && made[$0.key]?.id == $0.value.id })
        #expect(try await again.secret(named: "signing") == [1, 2, 3])
        #expect(try await again.keys(of: Set(later.keys)).values.first?.key == later.values.first?.key)
    }

    @Test func `a failed change of the master key changes nothing`() async throws {
        let store = try await open()
        let (one, two) = (KeySubject(text: "p-1"), KeySubject(text: "p-2"))
        _ = try await store.makeKeys(for: [one, two])
        try KeyConnection(path: path, writable: true)
            .execute("UPDATE subject_key SET wrapped = zeroblob(60) WHERE subject = 'p-2'")
        let next = MasterKey.random()
        await #expect(throws: KeyStoreError.self) { try await store.rewrap(to: next) }
        await store.close()
        await #expect(throws: KeyStoreError.wrongMasterKey) { try await open(next) }
        #expect(try await open().keys(of: [one]).count == 1)
    }
}
