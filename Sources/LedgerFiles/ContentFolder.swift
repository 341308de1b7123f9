import Foundation
import Glibc
import Ledger
import Synchronization

/// The folder of a content store: where a name's file is, and what must be synced when.
///
/// Every call blocks.
final class ContentFolder: Sendable {
    private let path: String
    /// The folders that are there and whose entry in the folder above is durable.
    private let made = Mutex<Set<String>>([])
    private let isPrepared = Mutex(false)

    init(path: String) {
        self.path = path
    }

    /// Makes the folder, and clears away what a process that ended early left half written; once.
    func prepare() throws(FileError) {
        try isPrepared.withLock { isPrepared throws(FileError) in
            if isPrepared { return }
            try make(path)
            try make(incoming)
            // What cannot be cleared away takes room and does no other harm.
            for name in (try? FileManager.default.contentsOfDirectory(atPath: incoming)) ?? [] {
                unlink("\(incoming)/\(name)")
            }
            isPrepared = true
        }
    }

    /// Whether a name's file is there.
    func holds(_ name: ContentName) -> Bool {
        file(of: name).map { access($0, F_OK) == 0 } ?? false
    }

    /// Whether a name's file is there, with the expected size and start.
    func holds(_ name: ContentName, start: [UInt8], size: Int) throws(FileError) -> Bool {
        do throws(FileError) {
            guard let path = file(of: name) else { return false }
            let file = try OpenFile(path, O_RDONLY)
            guard try file.status().st_size == size else { return false }
            return try file.read(limit: start.count) == start
        } catch  where error.code == ENOENT {
            return false
        }
    }

    /// Writes and syncs a file and gives it its name; ``sync(foldersOf:)`` makes that durable.
    func place(_ bytes: [UInt8], name: ContentName) throws(FileError) {
        guard let file = file(of: name) else { throw FileError("write", name.text, code: EINVAL) }
        try make(DurableFile.folder(of: file))
        try DurableFile.place(bytes, at: file, staging: "\(incoming)/\(OpaqueID.random())")
    }

    /// Makes the entries of these names durable, with one sync for each folder.
    ///
    /// Also those that were there before: a process that placed them may have ended before its own sync.
    func sync(foldersOf names: [ContentName]) throws(FileError) {
        for folder in Set(names.compactMap { file(of: $0).map(DurableFile.folder) }) {
            try make(folder)
            try DurableFile.syncFolder(folder)
        }
    }

    /// The bytes of a name's file, nil if there is none.
    func read(_ name: ContentName, limit: Int) throws(FileError) -> [UInt8]? {
        guard let file = file(of: name) else { return nil }
        return try DurableFile.read(file, limit: limit)
    }

    /// Removes a name's file, durably.
    func remove(_ name: ContentName) throws(FileError) {
        guard let file = file(of: name) else { return }
        guard unlink(file) == 0 else {
            if errno == ENOENT { return }
            throw FileError("remove", file)
        }
        try DurableFile.syncFolder(DurableFile.folder(of: file))
    }

    private var incoming: String { "\(path)/incoming" }

    /// Where a name's file is; nil for text that is no name, which could lead out of the folder.
    private func file(of name: ContentName) -> String? {
        guard Hash(hex: name.text)?.description == name.text else { return nil }
        return "\(path)/\(name.text.prefix(2))/\(name.text)"
    }

    private func make(_ folder: String) throws(FileError) {
        if made.withLock({ $0.contains(folder) }) { return }
        try DurableFile.makeFolder(folder)
        made.withLock { _ = $0.insert(folder) }
    }
}
