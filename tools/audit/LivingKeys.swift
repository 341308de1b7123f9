import Ledger
import LedgerSQLite
import Mail
import MailLedger

/// The keys of a key file, but for those that the ledger says were destroyed: they count as gone, wherever they came from.
///
/// The service destroys such keys again when it opens a folder. Whoever only reads must not open with them meanwhile.
struct LivingKeys: KeyStore {
    private let store: SQLiteKeyStore
    /// Whose keys the ledger says were destroyed.
    private let gone: Set<KeySubject>
    /// How many of them have a key in the file all the same.
    let returned: Int

    /// Reads in the ledger whose keys were destroyed; as far as it can be read.
    init(_ store: SQLiteKeyStore, in folder: AuditedFolder) async throws(KeyStoreError) {
        self.store = store
        gone = await Self.destroyed(in: folder)
        returned = try await store.keys(of: gone).count
    }

    private static func destroyed(in folder: AuditedFolder) async -> Set<KeySubject> {
        var found: Set<KeySubject> = []
        guard let reader = try? await LedgerFolderReader.open(folder) else { return found }
        defer { reader.close() }
        // What is sealed in these events says why, not whose.
        let archive = MailArchive(ledger: reader.id, index: .random(), keys: MemoryKeyStore())
        guard let size = try? await reader.head().size else { return found }
        try? await reader.forEachPage(through: size) { page in
            let types: Set<EventType> = [.subjectErased, .detailsExpired]
            for event in try await archive.open(page.filter { types.contains($0.header.type) }) {
                switch event.event {
                case .subjectErased(let erased)?:
                    found.formUnion((erased.keys ?? ["p-\(erased.subject)"]).map { KeySubject(text: $0) })
                case .detailsExpired(let expired)?: found.insert(KeySubject(text: "e-\(expired.month)"))
                default: break
                }
            }
        }
        return found
    }

    func keys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        try await store.keys(of: subjects.subtracting(gone))
    }

    func makeKeys(for subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        if let erased = subjects.intersection(gone).min() { throw .erased(erased) }
        return try await store.makeKeys(for: subjects)
    }

    func formerKeys(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> [SubjectKey] {
        try await store.formerKeys(of: subjects.subtracting(gone))
    }

    func rotate(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        try await store.rotate(subjects.subtracting(gone))
    }

    func erase(_ subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject> {
        try await store.erase(subjects)
    }

    func erased(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> Set<KeySubject> {
        try await store.erased(of: subjects).union(subjects.intersection(gone))
    }

    func secret(named name: String) async throws(KeyStoreError) -> [UInt8]? {
        try await store.secret(named: name)
    }

    func setSecret(_ secret: [UInt8]?, named name: String) async throws(KeyStoreError) {
        try await store.setSecret(secret, named: name)
    }

    func secretNames(startingWith prefix: String) async throws(KeyStoreError) -> [String] {
        try await store.secretNames(startingWith: prefix)
    }

    /// Closes the key file.
    func close() async {
        await store.close()
    }
}
