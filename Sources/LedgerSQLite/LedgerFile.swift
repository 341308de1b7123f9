import Ledger

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The few calls on files that SQLite does not make itself.
enum LedgerFile {
    /// The size of a file in bytes; nil if there is none.
    static func size(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Whether files can be made beside this one.
    static func isWritableFolder(of path: String) -> Bool {
        access(folder(of: path), W_OK) == 0
    }

    /// The address under which SQLite opens a file as one that nothing changes: without locks, WAL or shared memory.
    static func immutableAddress(of path: String) -> String {
        let escaped = path.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "?"): [UInt8]("%3f".utf8)
            case UInt8(ascii: "#"): [UInt8]("%23".utf8)
            case UInt8(ascii: "%"): [UInt8]("%25".utf8)
            default: [byte]
            }
        }
        return "file:" + String(decoding: escaped.joined(), as: UTF8.self) + "?immutable=1"
    }

    /// Makes an empty file that only its owner may read; SQLite gives the files beside it the same mode.
    static func make(_ path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw fault("make", path) }
        close(file)
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw fault("remove", path) }
    }

    /// Gives a finished file its name, durably.
    static func rename(_ path: String, to name: String) throws {
        try sync(path)
        guard renameFile(path, name) == 0 else { throw fault("rename", path) }
        try syncFolder(of: name)
    }

    /// Makes the entries of the folder durable that a file lies in.
    static func syncFolder(of path: String) throws {
        try sync(folder(of: path))
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw fault("open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw fault("sync", path) }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func fault(_ verb: String, _ path: String) -> StoreFault {
        StoreFault("could not \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}

private func renameFile(_ path: String, _ name: String) -> Int32 {
    rename(path, name)
}
