import Ledger
import LedgerFiles

/// A part of a backup that holds whole files, one after the other.
///
/// `PBfiles1`, then for each file: the length of its name (2 bytes, big-endian), the name, the length of its bytes (8), the
/// bytes.
enum FilePack {
    private static let magic = Array("PBfiles1".utf8)
    /// More than any file of a data folder has that is packed.
    static let lengthLimit = 256 * 1024 * 1024

    /// A file that was found in a pack.
    struct Entry {
        let name: String
        let bytes: [UInt8]
    }

    /// Writes a pack.
    ///
    /// - Parameters:
    ///   - names: The names under which the files go in.
    ///   - path: Where the pack goes.
    ///   - bytes: Reads a file; nil leaves it out, as one that was removed meanwhile.
    /// - Returns: What was written.
    /// - Throws: `FileError`; what `bytes` throws.
    static func write(
        _ names: [String],
        to path: String,
        _ bytes: (String) throws -> [UInt8]?
    ) throws -> GrowingFile.Content {
        var file = try GrowingFile(path)
        try file.append(magic)
        for name in names {
            guard let bytes = try bytes(name) else { continue }
            let text = Array(name.utf8)
            try file.append(UInt16(text.count).bigEndianBytes + text + UInt64(bytes.count).bigEndianBytes)
            try file.append(bytes)
        }
        return try file.finish()
    }

    /// Reads a pack to its end, and calls `body` for each file; gives SHA-256 over the pack.
    static func read(_ path: String, _ body: (Entry) throws -> Void) throws -> Hash {
        var file = try ReadingFile(path)
        guard try file.take(magic.count) == magic else { throw damaged(path) }
        while !file.isAtEnd {
            guard let (name, length) = try start(&file), let bytes = try file.take(length) else { throw damaged(path) }
            try body(Entry(name: name, bytes: bytes))
        }
        return try file.finish()
    }

    /// The names of the files in a pack, with their sizes; the files themselves are not read.
    static func names(in path: String, _ body: (String, Int) throws -> Void) throws {
        var file = try ReadingFile(path, bufferSize: 256)
        guard try file.take(magic.count) == magic else { throw damaged(path) }
        while !file.isAtEnd {
            guard let (name, length) = try start(&file), Int64(length) <= file.size else { throw damaged(path) }
            file.skip(length)
            try body(name, length)
        }
    }

    private static func start(_ file: inout ReadingFile) throws -> (name: String, length: Int)? {
        guard
            let nameLength = try file.take(2), let name = try file.take(Int(bigEndianBytes: nameLength)),
            let bytes = try file.take(8), let length = Int(exactly: UInt64(bigEndianBytes: bytes)),
            length <= lengthLimit
        else { return nil }
        return (String(decoding: name, as: UTF8.self), length)
    }

    private static func damaged(_ path: String) -> BackupError {
        BackupError("the file \(path) of the backup is damaged; take another copy of this backup")
    }
}
