import Crypto
import Glibc
import Ledger

/// A file that is read from its beginning to its end, and hashed meanwhile.
///
/// Every call blocks.
package struct ReadingFile: ~Copyable {
    private let file: OpenFile
    private var buffer: ArraySlice<UInt8> = []
    private var hasher = SHA256()
    /// How many bytes were read from the file, of which some may still be in the buffer.
    private var offset = 0
    /// How many bytes the file has.
    package let size: Int64

    private let bufferSize: Int

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - bufferSize: How many bytes are read at once, for whoever takes a little here and there.
    /// - Throws: ``FileError``.
    package init(_ path: String, bufferSize: Int = 1 << 18) throws(FileError) {
        self.bufferSize = bufferSize
        let opened = try OpenFile(path, O_RDONLY)
        let status = try opened.status()
        file = opened
        size = Int64(status.st_size)
    }

    /// The next bytes; nil where there are fewer.
    package mutating func take(_ count: Int) throws(FileError) -> [UInt8]? {
        guard count >= 0, Int64(offset - buffer.count + count) <= size else { return nil }
        while buffer.count < count {
            let more = try file.read(at: offset, limit: max(bufferSize, count - buffer.count))
            guard !more.isEmpty else { return nil }
            hasher.update(data: more)
            offset += more.count
            buffer = ArraySlice(Array(buffer) + more)
        }
        defer { buffer = buffer.dropFirst(count) }
        return Array(buffer.prefix(count))
    }

    /// Passes over bytes without reading them; ``finish()`` then hashes no longer what the file holds.
    package mutating func skip(_ count: Int) {
        guard count > buffer.count else { return buffer = buffer.dropFirst(count) }
        offset += count - buffer.count
        buffer = []
    }

    /// Whether everything was taken.
    package var isAtEnd: Bool { Int64(offset - buffer.count) >= size }

    /// SHA-256 over the whole file, the rest of which is read for it.
    package consuming func finish() throws(FileError) -> Hash {
        while true {
            let more = try file.read(at: offset, limit: bufferSize)
            guard !more.isEmpty else { return Hash(hasher.finalize()) }
            hasher.update(data: more)
            offset += more.count
        }
    }
}
