import Glibc

/// An open file or folder; it is closed when it goes.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    let path: String

    /// Opens a file.
    ///
    /// - Parameters:
    ///   - path: Where it is.
    ///   - flags: As of `open(2)`; close-on-exec is always added, so that no child process keeps a lock.
    ///   - permissions: Of a file that the call makes.
    /// - Throws: ``FileError``.
    init(_ path: String, _ flags: Int32, permissions: mode_t = 0o600) throws(FileError) {
        let descriptor = open(path, flags | O_CLOEXEC, permissions)
        guard descriptor >= 0 else { throw FileError("open", path) }
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Size, permissions and the rest.
    func status() throws(FileError) -> stat {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileError("examine", path) }
        return status
    }

    /// At most `limit` bytes from an offset on; fewer at the end of the file.
    func read(at offset: Int = 0, limit: Int) throws(FileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        var count = 0
        while count < limit {
            let done = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + count }, limit - count, off_t(offset + count))
            }
            if done < 0, errno == EINTR { continue }
            guard done >= 0 else { throw FileError("read", path) }
            if done == 0 { break }
            count += done
        }
        bytes.removeLast(limit - count)
        return bytes
    }

    /// Writes all bytes at an offset.
    func write(_ bytes: [UInt8], at offset: Int = 0) throws(FileError) {
        var count = 0
        while count < bytes.count {
            let done = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + count }, bytes.count - count, off_t(offset + count))
            }
            if done < 0, errno == EINTR { continue }
            guard done >= 0 else { throw FileError("write", path) }
            count += done
        }
    }

    /// Makes content and size durable.
    func sync() throws(FileError) {
        guard fsync(descriptor) == 0 else { throw FileError("sync", path) }
    }

    /// Makes content durable; enough where the size stays.
    func syncContent() throws(FileError) {
        guard fdatasync(descriptor) == 0 else { throw FileError("sync", path) }
    }
}
