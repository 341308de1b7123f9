import Crypto
import Ledger

/// The open key file: every blocking operation of the key store.
///
/// It is used by one thread at a time.
final class KeyFile {
    let connection: KeyConnection
    var wrapping: WrappingKey

    /// Opens a key file, and makes it if it is missing and may be written.
    ///
    /// - Throws: ``KeyStoreError/wrongMasterKey`` if another master key wrapped what is in it.
    init(path: String, master: MasterKey, writable: Bool) throws(KeyStoreError) {
        let connection = try KeyConnection(path: path, writable: writable)
        try KeySchema.configure(connection, writable: writable)
        if try KeySchema.isFresh(connection) {
            guard writable else { throw .storage(reason: "the key file \(path) holds nothing") }
            try Self.establish(connection, master: master)
        }
        var salt: [UInt8] = []
        var id: [UInt8] = []
        var rewrite = false
        try connection.run("SELECT salt, kek_id, rewrite FROM store") { row throws(KeyStoreError) in
            salt = row.blob(0)
            id = row.blob(1)
            rewrite = row.integer(2) == 1
        }
        self.connection = connection
        self.wrapping = Self.wrappingKey(master: master, salt: salt)
        guard wrapping.id.bytes == id else { throw .wrongMasterKey }
        if rewrite, writable { try overwriteWhatWasDestroyed() }
    }

    /// The current keys of those subjects that have one.
    func keys(of subjects: some Sequence<KeySubject>) throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        var keys: [KeySubject: SubjectKey] = [:]
        for subject in subjects {
            if let key = try currentKey(of: subject) { keys[subject] = key }
        }
        return keys
    }

    /// Which of the subjects were erased.
    func erased(of subjects: Set<KeySubject>) throws(KeyStoreError) -> Set<KeySubject> {
        var erased: Set<KeySubject> = []
        for subject in subjects where try isErased(subject) { erased.insert(subject) }
        return erased
    }

    /// The keys that subjects had before they got newer ones.
    func formerKeys(of subjects: Set<KeySubject>) throws(KeyStoreError) -> [SubjectKey] {
        var keys: [SubjectKey] = []
        for subject in subjects.sorted() { keys += try storedKeys(of: subject, state: "former") }
        return keys
    }

    /// Gives subjects that have a key a new one, all of them or none.
    func rotate(_ subjects: Set<KeySubject>) throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        try connection.transaction { () throws(KeyStoreError) in
            var keys: [KeySubject: SubjectKey] = [:]
            for subject in subjects.sorted() where try currentKey(of: subject) != nil {
                try connection.run("UPDATE subject_key SET state = 'former' WHERE subject = ?", .text(subject.text))
                keys[subject] = try makeKey(for: subject)
            }
            return keys
        }
    }

    /// Answers many requests for keys in one transaction, each as if it were alone.
    func makeKeys(
        for requests: [Set<KeySubject>]
    ) throws(KeyStoreError) -> [Result<[KeySubject: SubjectKey], KeyStoreError>] {
        try connection.transaction { () throws(KeyStoreError) in
            var answers: [Result<[KeySubject: SubjectKey], KeyStoreError>] = []
            for subjects in requests {
                if let erased = try firstErased(of: subjects) {
                    answers.append(.failure(.erased(erased)))
                } else {
                    answers.append(.success(try makeKeys(for: subjects)))
                }
            }
            return answers
        }
    }

    /// Destroys the keys of subjects, their bytes in the files included.
    ///
    /// - Parameters:
    ///   - subjects: Whose keys are destroyed.
    ///   - forget: Called as soon as the erasure is durable.
    /// - Returns: Those for which there was something left to do.
    /// - Throws: ``KeyStoreError/storage(reason:)``, also if only the overwriting failed; then the next opening does it.
    func erase(_ subjects: Set<KeySubject>, forget: () -> Void) throws(KeyStoreError) -> Set<KeySubject> {
        var living: Set<KeySubject> = []
        for subject in subjects {
            var hasKey = false
            try connection.run("SELECT 1 FROM subject_key WHERE subject = ?", .text(subject.text)) { _ in hasKey = true
            }
            let wasErased = try isErased(subject)
            if hasKey || !wasErased { living.insert(subject) }
        }
        if !living.isEmpty {
            try connection.transaction { () throws(KeyStoreError) in
                for subject in living {
                    let name = KeyValue.text(subject.text)
                    try connection.run("INSERT INTO erased VALUES (?, unixepoch()) ON CONFLICT DO NOTHING", name)
                    try connection.run("DELETE FROM subject_key WHERE subject = ?", name)
                }
                try connection.run("UPDATE store SET rewrite = 1")
            }
        }
        forget()
        if try connection.integer("SELECT rewrite FROM store") == 1 { try overwriteWhatWasDestroyed() }
        return living
    }

    /// Writes the file anew without what was deleted, and empties the log.
    ///
    /// `secure_delete` alone is not enough: where rows differ in length, SQLite may leave a copy of one that it moved to another
    /// page. Costs as much as the file is large.
    func overwriteWhatWasDestroyed() throws(KeyStoreError) {
        try connection.execute("VACUUM")
        guard try connection.integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0 else {
            throw .storage(
                reason:
                    "the keys are destroyed, but another program that reads the key file keeps a copy of it in the log; "
                    + "end that program and do this again"
            )
        }
        try connection.run("UPDATE store SET rewrite = 0")
    }

    /// The wrapping key of a store with this salt.
    static func wrappingKey(master: MasterKey, salt: [UInt8]) -> WrappingKey {
        WrappingKey(master: master, salt: salt, purpose: "key store")
    }

    /// 32 random bytes.
    static func randomSalt() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// What is authenticated with a subject's wrapped key.
    static func name(ofKey id: [UInt8], subject: String) -> [UInt8] {
        LengthPrefixed.join([Array("subject key".utf8), Array(subject.utf8), id])
    }

    /// The failure that says that what is wrapped does not open, although the master key is right.
    static func damaged(_ what: String) -> KeyStoreError {
        .storage(reason: "\(what) in the key file was changed by something else; put a backup of the key file back")
    }

    private static func establish(_ connection: KeyConnection, master: MasterKey) throws(KeyStoreError) {
        let salt = randomSalt()
        let id = wrappingKey(master: master, salt: salt).id.bytes
        // One transaction: a file is either empty or whole, wherever the power went.
        try connection.transaction { () throws(KeyStoreError) in
            try connection.execute(KeySchema.tables)
            try connection.run("INSERT INTO store VALUES (1, ?, ?, 0)", .blob(salt), .blob(id))
            try connection.execute(
                "PRAGMA application_id = \(KeySchema.applicationID); PRAGMA user_version = \(KeySchema.version);"
            )
        }
    }

    private func firstErased(of subjects: Set<KeySubject>) throws(KeyStoreError) -> KeySubject? {
        for subject in subjects.sorted() where try isErased(subject) { return subject }
        return nil
    }

    private func isErased(_ subject: KeySubject) throws(KeyStoreError) -> Bool {
        var found = false
        try connection.run("SELECT 1 FROM erased WHERE subject = ?", .text(subject.text)) { _ in found = true }
        return found
    }

    private func makeKeys(for subjects: Set<KeySubject>) throws(KeyStoreError) -> [KeySubject: SubjectKey] {
        var keys = try keys(of: subjects)
        for subject in subjects where keys[subject] == nil {
            keys[subject] = try makeKey(for: subject)
        }
        return keys
    }

    private func makeKey(for subject: KeySubject) throws(KeyStoreError) -> SubjectKey {
        let key = SubjectKey(subject: subject, id: .random(), key: SymmetricKey(size: .bits256))
        let id = key.id.bytes
        let name = Self.name(ofKey: id, subject: subject.text)
        guard let wrapped = try? wrapping.wrap(key.key.withUnsafeBytes({ Array($0) }), named: name) else {
            throw .storage(reason: "a key could not be wrapped")
        }
        try connection.run(
            "INSERT INTO subject_key VALUES (?, ?, ?, ?, unixepoch(), 'current')",
            .text(subject.text),
            .blob(id),
            .blob(wrapping.id.bytes),
            .blob(wrapped)
        )
        return key
    }

    private func currentKey(of subject: KeySubject) throws(KeyStoreError) -> SubjectKey? {
        try storedKeys(of: subject, state: "current").first
    }

    private func storedKeys(of subject: KeySubject, state: String) throws(KeyStoreError) -> [SubjectKey] {
        var keys: [SubjectKey] = []
        try connection.run(
            "SELECT key_id, wrapped FROM subject_key WHERE subject = ? AND state = ?",
            .text(subject.text),
            .text(state)
        ) { row throws(KeyStoreError) in
            let id = row.blob(0)
            let name = Self.name(ofKey: id, subject: subject.text)
            guard let bytes = try? wrapping.unwrap(row.blob(1), named: name), let id = OpaqueID(bytes: id) else {
                throw Self.damaged("the key of \(subject)")
            }
            keys.append(SubjectKey(subject: subject, id: id, key: SymmetricKey(data: bytes)))
        }
        return keys
    }
}
