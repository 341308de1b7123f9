import Glibc

/// A file that is synced after every block of 4 KiB.
final class SyncedFile {
    private let descriptor: Int32
    private let block = [UInt8](repeating: 0x2A, count: 4096)
    private var end = 0

    init(path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchError("\(path) cannot be made: \(String(cString: strerror(errno)))") }
    }

    deinit {
        close(descriptor)
    }

    /// Makes the file one block longer.
    func append() throws {
        try write(at: end)
        end += block.count
    }

    /// Writes the first block anew.
    func overwrite() throws {
        try write(at: 0)
    }

    private func write(at offset: Int) throws {
        guard pwrite(descriptor, block, block.count, off_t(offset)) == block.count, fdatasync(descriptor) == 0 else {
            throw BenchError("a block cannot be written: \(String(cString: strerror(errno)))")
        }
    }
}

/// Why nothing could be measured.
struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
