import Crypto
import Glibc
import Ledger

/// A file that is written from its beginning to its end, and gets its name when all of it is durable.
///
/// Every call blocks.
package struct GrowingFile: ~Copyable {
    /// What was written.
    package struct Content: Hashable, Sendable {
        /// How many bytes.
        package let size: Int64
        /// SHA-256 over them.
        package let hash: Hash

        /// Notes what a file holds.
        package init(size: Int64, hash: Hash) {
            (self.size, self.hash) = (size, hash)
        }
    }

    private let path: String
    private let file: OpenFile
    private var waiting: [UInt8] = []
    private var size: Int64 = 0
    private var hasher = SHA256()

    private static let bufferSize = 1 << 18

    /// Starts the file under another name, in place of what an earlier start left there.
    package init(_ path: String) throws(FileError) {
        let draft = Self.draft(of: path)
        guard unlink(draft) == 0 || errno == ENOENT else { throw FileError("remove", draft) }
        let opened = try OpenFile(draft, O_WRONLY | O_CREAT | O_EXCL)
        self.path = path
        self.file = opened
    }

    /// Writes bytes at the end.
    package mutating func append(_ bytes: some Collection<UInt8>) throws(FileError) {
        waiting += bytes
        if waiting.count >= Self.bufferSize { try write() }
    }

    /// Makes all of it durable, and gives it its name.
    package consuming func finish() throws(FileError) -> Content {
        try write()
        try file.sync()
        guard rename(Self.draft(of: path), path) == 0 else { throw FileError("rename to", path) }
        try DurableFile.syncFolder(DurableFile.folder(of: path))
        return Content(size: size, hash: Hash(hasher.finalize()))
    }

    /// What a file is called until it is whole.
    package static func draft(of path: String) -> String { "\(path).new" }

    private mutating func write() throws(FileError) {
        try file.write(waiting, at: Int(size))
        hasher.update(data: waiting)
        size += Int64(waiting.count)
        waiting.removeAll(keepingCapacity: true)
    }
}
