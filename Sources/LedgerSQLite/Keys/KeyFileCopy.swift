import Foundation
import GRDBSQLite
import Glibc
import Ledger

/// Copies of a key file that hold what one moment held, also while a service writes to it.
package enum KeyFileCopy {
    /// Copies a key file; what was deleted from it before is not in the copy.
    ///
    /// Blocks. Needs no master key: keys and secrets stay wrapped.
    ///
    /// - Parameters:
    ///   - path: The key file.
    ///   - copy: Where the copy goes; it must not be there yet. The caller makes it durable.
    /// - Throws: ``KeyStoreError/storage(reason:)``.
    package static func make(of path: String, at copy: String) throws(KeyStoreError) {
        guard access(path, F_OK) == 0 else { throw .storage(reason: "there is no key file \(path)") }
        // Made first, so that only its owner may ever read it.
        let file = open(copy, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .storage(reason: "cannot make \(copy): \(String(cString: strerror(errno)))")
        }
        close(file)
        let source = try KeyConnection(path: path, writable: false, besideWriters: true)
        try source.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
        guard try !KeySchema.isFresh(source) else { throw .storage(reason: "the key file \(path) holds nothing") }
        try source.execute("VACUUM INTO '\(copy.replacingOccurrences(of: "'", with: "''"))'")
        try verify(copy)
    }

    /// Checks that a file is a key file whose structure is whole; what is wrapped in it needs the master key to be checked.
    ///
    /// - Throws: ``KeyStoreError/storage(reason:)``.
    package static func verify(_ path: String) throws(KeyStoreError) {
        guard access(path, F_OK) == 0 else { throw .storage(reason: "there is no key file \(path)") }
        let copy = try KeyConnection(path: path, writable: false)
        try copy.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON;")
        guard try !KeySchema.isFresh(copy) else { throw .storage(reason: "the key file \(path) holds nothing") }
        var answer = ""
        try copy.run("PRAGMA integrity_check(1)") { answer = $0.text(0) }
        guard answer == "ok" else { throw .storage(reason: "the key file \(path) is damaged: \(answer)") }
        guard try copy.integer("SELECT count(*) FROM secret WHERE name = 'ledger/signing-seed'") == 1 else {
            throw .storage(reason: "the key file \(path) does not hold its ledger's secrets")
        }
    }
}
