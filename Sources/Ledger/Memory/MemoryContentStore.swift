import Synchronization

/// A content store that forgets everything when it goes; for tests.
package final class MemoryContentStore: ContentStore {
    private struct Item {
        let key: OpaqueID
        let bytes: [UInt8]
    }

    private let index: IndexKey
    private let items = Mutex<[ContentName: Item]>([:])

    /// Makes an empty store.
    ///
    /// - Parameter index: Makes the names.
    package init(index: IndexKey = .random()) {
        self.index = index
    }

    /// How many contents are kept.
    package var count: Int { items.withLock { $0.count } }

    /// Keeps all the contents.
    package func put(_ contents: [(bytes: [UInt8], key: SubjectKey)]) async throws(ContentStoreError) -> [ContentName] {
        contents.map { content in
            let name = ContentName(of: content.bytes, subject: content.key.subject, key: index)
            items.withLock { $0[name] = Item(key: content.key.id, bytes: content.bytes) }
            return name
        }
    }

    /// Content as it was put.
    package func get(_ name: ContentName, key: SubjectKey) async throws(ContentStoreError) -> [UInt8] {
        guard let item = items.withLock({ $0[name] }) else { throw .missing(name) }
        guard item.key == key.id else { throw .damaged(name) }
        return item.bytes
    }

    /// Removes content; content that is not there is no error.
    package func remove(_ name: ContentName) async throws(ContentStoreError) {
        items.withLock { $0[name] = nil }
    }
}
