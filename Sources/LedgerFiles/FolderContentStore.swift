import Ledger

/// Keeps content in a folder: `ab/ab…` under the first two digits of the name, sealed with the subject's key.
///
/// File work and sealing run on threads of the store's own.
package final class FolderContentStore: ContentStore {
    /// The bytes of the largest content: what a message may hold, with room.
    package static let sizeLimit = 32 * 1024 * 1024

    private let folder: ContentFolder
    private let index: IndexKey
    private let workers = WorkerQueues(label: "postboek.content", count: 4)

    /// Names the folder, which is made when something is put.
    ///
    /// - Parameters:
    ///   - folder: The content folder; the folder above it must be there.
    ///   - index: Makes the names; with another one, content is kept again and the old is not found by name.
    package init(folder: String, index: IndexKey) {
        self.folder = ContentFolder(path: folder)
        self.index = index
    }

    /// Seals and keeps all the contents; all are durable before the call returns.
    ///
    /// What is there already is not written again. Each file is synced once, each folder once.
    package func put(_ contents: [(bytes: [UInt8], key: SubjectKey)]) async throws(ContentStoreError) -> [ContentName] {
        guard contents.allSatisfy({ $0.bytes.count <= Self.sizeLimit }) else {
            throw .storage(reason: "content may have at most \(Self.sizeLimit) bytes")
        }
        return try await workers.perform { [folder, index] () throws(ContentStoreError) in
            try translate { () throws(FileError) in try folder.prepare() }
            var names: [ContentName] = []
            for (bytes, key) in contents {
                let name = ContentName(of: bytes, subject: key.subject, key: index)
                names.append(name)
                let isKept = try translate { () throws(FileError) in
                    try folder.holds(name, start: ContentFile.start(of: key), size: bytes.count + ContentFile.overhead)
                }
                if isKept { continue }
                let file = try ContentFile.seal(bytes, name: name, key: key)
                try translate { () throws(FileError) in try folder.place(file, name: name) }
            }
            try translate { () throws(FileError) in try folder.sync(foldersOf: names) }
            return names
        }
    }

    /// Content as it was put.
    package func get(_ name: ContentName, key: SubjectKey) async throws(ContentStoreError) -> [UInt8] {
        try await workers.perform { [folder] () throws(ContentStoreError) in
            let file = try translate { () throws(FileError) in
                try folder.read(name, limit: Self.sizeLimit + ContentFile.overhead)
            }
            guard let file else { throw .missing(name) }
            return try ContentFile.open(file, name: name, key: key)
        }
    }

    /// Whether there is a file of this name; it is not read.
    package func holds(_ name: ContentName) async -> Bool {
        await workers.perform { [folder] () throws(Never) in folder.holds(name) }
    }

    /// Removes content; content that is not there is no error.
    package func remove(_ name: ContentName) async throws(ContentStoreError) {
        try await workers.perform { [folder] () throws(ContentStoreError) in
            try translate { () throws(FileError) in try folder.remove(name) }
        }
    }
}

private func translate<Value>(_ work: () throws(FileError) -> Value) throws(ContentStoreError) -> Value {
    do {
        return try work()
    } catch {
        throw .storage(reason: error.description)
    }
}
