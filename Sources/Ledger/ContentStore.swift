/// The name of stored content: a keyed hash, so that it tells nothing to somebody without the key.
package struct ContentName: Hashable, Sendable, CustomStringConvertible {
    /// 64 lower-case hexadecimal digits.
    package let text: String

    /// Takes over a name that was written down earlier.
    package init(text: String) {
        self.text = text
    }

    /// The text.
    package var description: String { text }
}

/// Why content could not be kept or had.
package enum ContentStoreError: Error, Hashable, Sendable {
    /// Nothing is stored under this name.
    case missing(ContentName)
    /// What is stored under this name was changed, or belongs to another key.
    case damaged(ContentName)
    /// The store failed.
    case storage(reason: String)
}

/// Keeps attachments and rendered mails outside the ledger, sealed with a subject's key.
///
/// All calls may run at once.
package protocol ContentStore: Sendable {
    /// Seals and keeps all the contents; all are durable before the call returns, with as few syncs as that takes.
    ///
    /// The same content under the same subject gets the same name and is kept once.
    func put(_ contents: [(bytes: [UInt8], key: SubjectKey)]) async throws(ContentStoreError) -> [ContentName]

    /// Content as it was put.
    func get(_ name: ContentName, key: SubjectKey) async throws(ContentStoreError) -> [UInt8]

    /// Removes content; content that is not there is no error.
    func remove(_ name: ContentName) async throws(ContentStoreError)
}
