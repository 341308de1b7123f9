import Ledger

/// The tables of a key file, and the settings of a connection to one.
enum KeySchema {
    /// "PBky": tells a key file from any other SQLite file.
    static let applicationID: Int64 = 0x5042_6B79
    /// The number of the schema below.
    static let version: Int64 = 1

    /// What SQL keeps true by itself: an erased subject gets no key again, and an erasure is never undone.
    ///
    /// Times are seconds since 1970. `store.rewrite` is 1 while bytes of destroyed keys may still stand in the file.
    static let tables = """
        CREATE TABLE store (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            salt BLOB NOT NULL CHECK (length(salt) = 32),
            kek_id BLOB NOT NULL CHECK (length(kek_id) = 16),
            rewrite INTEGER NOT NULL CHECK (rewrite IN (0, 1))
        ) STRICT;
        CREATE TABLE subject_key (
            subject TEXT NOT NULL,
            key_id BLOB NOT NULL CHECK (length(key_id) = 16),
            kek_id BLOB NOT NULL CHECK (length(kek_id) = 16),
            wrapped BLOB NOT NULL CHECK (length(wrapped) = 60),
            created_at INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('current', 'former')),
            PRIMARY KEY (subject, key_id)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE erased (
            subject TEXT NOT NULL PRIMARY KEY,
            erased_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE secret (
            name TEXT NOT NULL PRIMARY KEY,
            kek_id BLOB NOT NULL CHECK (length(kek_id) = 16),
            wrapped BLOB NOT NULL CHECK (length(wrapped) >= 28)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER erased_subject_gets_no_key BEFORE INSERT ON subject_key
        WHEN EXISTS (SELECT 1 FROM erased WHERE subject = NEW.subject)
        BEGIN SELECT RAISE(ABORT, 'an erased subject gets no key'); END;
        CREATE TRIGGER erasure_is_never_undone BEFORE DELETE ON erased
        BEGIN SELECT RAISE(ABORT, 'an erasure is never undone'); END;
        CREATE TRIGGER erasure_is_never_changed BEFORE UPDATE ON erased
        BEGIN SELECT RAISE(ABORT, 'an erasure is never changed'); END;
        """

    /// Sets a connection up, and reads back what the promises of the store depend on.
    static func configure(_ connection: KeyConnection, writable: Bool) throws(KeyStoreError) {
        try connection.execute(
            """
            PRAGMA cell_size_check = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA trusted_schema = OFF;
            PRAGMA recursive_triggers = ON;
            PRAGMA query_only = \(writable ? "OFF" : "ON");
            """
        )
        guard writable else { return }
        // FULL: a key is durable before anything is sealed with it. secure_delete: what is deleted is overwritten.
        try connection.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
        )
        var mode = ""
        try connection.run("PRAGMA journal_mode") { mode = $0.text(0) }
        guard
            mode == "wal", try connection.integer("PRAGMA synchronous") == 2,
            try connection.integer("PRAGMA secure_delete") == 1
        else { throw .storage(reason: "this SQLite does not take the settings WAL, FULL and secure_delete") }
    }

    /// Whether the file holds no tables yet; a file of another program or of a newer version is refused.
    static func isFresh(_ connection: KeyConnection) throws(KeyStoreError) -> Bool {
        let application = try connection.integer("PRAGMA application_id")
        let version = try connection.integer("PRAGMA user_version")
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema")
        if application == 0, version == 0, tables == 0 { return true }
        guard application == Self.applicationID else { throw .storage(reason: "the file is no key file of Postboek") }
        guard version == Self.version else {
            throw .storage(reason: "the key file was written by another version (\(version ?? 0)); use that version")
        }
        return false
    }
}
