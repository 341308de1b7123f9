import Foundation
import Glibc
import Ledger

extension MasterKey {
    /// The environment variable that holds a master key as base64, in place of the file.
    package static let environmentName = "POSTBOEK_MASTER_KEY"
    /// The name of the key file in the data folder.
    package static let fileName = "instance.key"
    /// The name of the new key's file in the data folder while a rotation is under way.
    package static let nextFileName = "instance.key.next"

    /// Reads the master key of a data folder.
    ///
    /// Blocks on the file.
    ///
    /// - Parameters:
    ///   - folder: The data folder.
    ///   - environment: The value of ``environmentName``; if there is one, no file is read.
    /// - Returns: The key.
    /// - Throws: ``MasterKeyError``, whose description says what to do.
    package static func load(folder: String, environment: String?) throws(MasterKeyError) -> MasterKey {
        if let environment, !environment.isEmpty { return try parse(environment, source: environmentName) }
        return try read("\(folder)/\(fileName)")
    }

    /// Reads the master key of a data folder, and makes one in a folder without organizations.
    ///
    /// Of several processes that do so at once, one makes the key and all get it.
    ///
    /// - Parameters:
    ///   - folder: The data folder; it must be there.
    ///   - environment: The value of ``environmentName``; if there is one, no file is read or made.
    /// - Returns: The key.
    /// - Throws: ``MasterKeyError/lost(path:)`` if there are organizations, since a new key would not open them; else as
    ///   ``load(folder:environment:)``.
    package static func loadOrMake(folder: String, environment: String?) throws(MasterKeyError) -> MasterKey {
        do {
            return try load(folder: folder, environment: environment)
        } catch .missing(let path) {
            let organizations = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/organizations")
            guard (organizations ?? []).isEmpty else { throw .lost(path: path) }
            do {
                let text = Data(MasterKey.random().bytes).base64EncodedString() + "\n"
                _ = try DurableFile.placeFirst(Array(text.utf8), at: path)
            } catch {
                throw .file(error)
            }
            return try read(path)
        }
    }

    /// Reads a master key from a file of its owner's.
    ///
    /// - Throws: ``MasterKeyError``.
    package static func load(file path: String) throws(MasterKeyError) -> MasterKey {
        try read(path)
    }

    private static func read(_ path: String) throws(MasterKeyError) -> MasterKey {
        let (mode, bytes) = try contents(of: path)
        guard mode & 0o077 == 0 else { throw .readableByOthers(path: path) }
        return try parse(String(decoding: bytes, as: UTF8.self), source: path)
    }

    private static func contents(of path: String) throws(MasterKeyError) -> (mode: mode_t, bytes: [UInt8]) {
        do throws(FileError) {
            let file = try OpenFile(path, O_RDONLY)
            return (try file.status().st_mode, try file.read(limit: 4096))
        } catch {
            throw error.code == ENOENT ? .missing(path: path) : .file(error)
        }
    }

    static func parse(_ text: String, source: String) throws(MasterKeyError) -> MasterKey {
        guard
            let bytes = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
            let key = MasterKey(bytes: bytes)
        else { throw .malformed(source: source) }
        return key
    }
}
