import Ledger

extension KeyFile {
    /// A named secret; nil if there is none.
    func secret(named name: String) throws(KeyStoreError) -> [UInt8]? {
        var secret: [UInt8]?
        try connection.run("SELECT wrapped FROM secret WHERE name = ?", .text(name)) { row throws(KeyStoreError) in
            guard let bytes = try? wrapping.unwrap(row.blob(0), named: Self.name(ofSecret: name)) else {
                throw Self.damaged("the secret \(name)")
            }
            secret = bytes
        }
        return secret
    }

    /// Keeps a named secret, in place of an earlier one; nil removes it.
    func setSecret(_ secret: [UInt8]?, named name: String) throws(KeyStoreError) {
        guard let secret else { return try connection.run("DELETE FROM secret WHERE name = ?", .text(name)) }
        guard let wrapped = try? wrapping.wrap(secret, named: Self.name(ofSecret: name)) else {
            throw .storage(reason: "a secret could not be wrapped")
        }
        try connection.run(
            """
            INSERT INTO secret VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET kek_id = excluded.kek_id, wrapped = excluded.wrapped
            """,
            .text(name),
            .blob(wrapping.id.bytes),
            .blob(wrapped)
        )
    }

    /// The names of all secrets that start with a prefix, in order.
    func secretNames(startingWith prefix: String) throws(KeyStoreError) -> [String] {
        var names: [String] = []
        try connection.run(
            "SELECT name FROM secret WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
            .text(prefix)
        ) { names.append($0.text(0)) }
        return names
    }

    /// Wraps everything with another master key, in one transaction, and overwrites what the old one had wrapped.
    func rewrap(to master: MasterKey) throws(KeyStoreError) {
        let salt = Self.randomSalt()
        let next = Self.wrappingKey(master: master, salt: salt)
        try connection.transaction { () throws(KeyStoreError) in
            try rewrapSubjectKeys(with: next)
            for name in try secretNames(startingWith: "") {
                guard
                    let secret = try secret(named: name),
                    let wrapped = try? next.wrap(secret, named: Self.name(ofSecret: name))
                else { throw Self.damaged("the secret \(name)") }
                try connection.run(
                    "UPDATE secret SET kek_id = ?, wrapped = ? WHERE name = ?",
                    .blob(next.id.bytes),
                    .blob(wrapped),
                    .text(name)
                )
            }
            try connection.run(
                "UPDATE store SET salt = ?, kek_id = ?, rewrite = 1",
                .blob(salt),
                .blob(next.id.bytes)
            )
        }
        wrapping = next
        try overwriteWhatWasDestroyed()
    }

    private struct Row {
        let subject: String
        let id: [UInt8]
        let wrapped: [UInt8]
    }

    /// Goes through the keys in slices, so that memory stays bounded.
    private func rewrapSubjectKeys(with next: WrappingKey) throws(KeyStoreError) {
        var last = Row(subject: "", id: [], wrapped: [])
        while true {
            var slice: [Row] = []
            try connection.run(
                """
                SELECT subject, key_id, wrapped FROM subject_key WHERE (subject, key_id) > (?, ?)
                ORDER BY subject, key_id LIMIT 1000
                """,
                .text(last.subject),
                .blob(last.id)
            ) { slice.append(Row(subject: $0.text(0), id: $0.blob(1), wrapped: $0.blob(2))) }
            guard let end = slice.last else { return }
            for row in slice {
                let name = Self.name(ofKey: row.id, subject: row.subject)
                guard
                    let key = try? wrapping.unwrap(row.wrapped, named: name),
                    let wrapped = try? next.wrap(key, named: name)
                else { throw Self.damaged("the key of \(row.subject)") }
                try connection.run(
                    "UPDATE subject_key SET kek_id = ?, wrapped = ? WHERE subject = ? AND key_id = ?",
                    .blob(next.id.bytes),
                    .blob(wrapped),
                    .text(row.subject),
                    .blob(row.id)
                )
            }
            last = end
        }
    }

    private static func name(ofSecret name: String) -> [UInt8] {
        LengthPrefixed.join("secret", name)
    }
}
