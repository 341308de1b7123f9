import Glibc
import Synchronization

/// Why a folder could not be locked.
package enum FolderLockError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Another process holds the folder.
    case held(folder: String, process: String)
    /// The lock file could not be opened or written.
    case file(FileError)

    /// What happened and what to do.
    package var description: String {
        switch self {
        case .held(let folder, let process):
            "the folder \(folder) is in use by another process (\(process)); stop that one first, or ask it through its address"
        case .file(let error):
            error.description
        }
    }
}

/// Holds a folder for one process, as long as it lives or until ``close()``.
///
/// The operating system releases it when the process ends, however it ends. The file `lock` stays; only the lock on it counts.
package final class FolderLock: Sendable {
    private let file: Mutex<OpenFile?>

    /// Locks a folder.
    ///
    /// - Throws: ``FolderLockError/held(folder:process:)`` if another process, or this one, holds it already.
    package init(folder: String) throws(FolderLockError) {
        let holder: String
        do throws(FileError) {
            let file = try OpenFile("\(folder)/lock", O_RDWR | O_CREAT)
            if flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 {
                guard ftruncate(file.descriptor, 0) == 0 else { throw FileError("write", file.path) }
                try file.write(Array("\(getpid())\n".utf8))
                self.file = Mutex(consume file)
                return
            }
            guard errno == EWOULDBLOCK else { throw FileError("lock", file.path) }
            holder = String(decoding: try file.read(limit: 20).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        } catch {
            throw .file(error)
        }
        throw .held(folder: folder, process: holder.isEmpty ? "pid not known yet" : "pid \(holder)")
    }

    /// Releases the folder; doing it again changes nothing.
    package func close() {
        file.withLock { file in
            // Said outright: a child process that is just being made may still hold the file open.
            if let descriptor = file?.descriptor { flock(descriptor, LOCK_UN) }
            file = nil
        }
    }

    deinit {
        close()
    }
}
