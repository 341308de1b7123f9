import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite

/// Wraps everything in a data folder with a new master key.
///
/// Each file is wrapped anew as a whole or not at all, so that at any moment the old key or the new one opens it, and both are
/// there until the end. Doing it again completes what was cut short.
package enum MasterKeyRotation {
    /// What came of it.
    package struct Outcome: Hashable, Sendable {
        /// How many organizations are wrapped with the new key.
        package var organizations = 0
        /// How many of them were already, by a rotation that was cut short.
        package var wrappedBefore = 0
    }

    /// Rotates the master key.
    ///
    /// - Parameters:
    ///   - folder: The data folder; no service may run on it.
    ///   - source: Where the present key comes from.
    ///   - newKeyFile: A file with the new key; nil makes one, where the key is the data folder's own.
    /// - Returns: What came of it.
    /// - Throws: ``MasterKeyError``; `FolderLockError` where a service runs; what the files throw.
    package static func run(folder: String, source: MasterKeySource, newKeyFile: String?) async throws -> Outcome {
        // Before anything is placed or changed: a running service would go on with the old key, and the next start would take
        // a key that nobody asked for again.
        let locks = try lock(folder)
        defer { for lock in locks { lock.close() } }
        let old = try await source.load(folder: folder)
        guard source.isFolder else {
            guard let newKeyFile else { throw MasterKeyError.noNewKey }
            return try await rewrap(folder, from: old, to: try MasterKey.load(file: newKeyFile))
        }
        let next = "\(folder)/\(MasterKey.nextFileName)"
        let named = try newKeyFile.map { try MasterKey.load(file: $0) }
        let isFirst = try DurableFile.placeFirst(Array(text(of: named ?? .random()).utf8), at: next)
        if !isFirst, let named, try MasterKey.load(file: next).bytes != named.bytes {
            throw MasterKeyError.unfinishedRotation(path: next)
        }
        return try await complete(folder, old: old)
    }

    /// Completes a rotation that was cut short, where the data folder holds one.
    ///
    /// - Returns: What came of it; nil where there was none.
    /// - Throws: As ``run(folder:source:newKeyFile:)``.
    static func complete(_ folder: String) async throws -> Outcome? {
        guard FileManager.default.fileExists(atPath: "\(folder)/\(MasterKey.nextFileName)") else { return nil }
        let locks = try lock(folder)
        defer { for lock in locks { lock.close() } }
        return try await complete(folder, old: try MasterKey.load(folder: folder, environment: nil))
    }

    /// Locks all organizations of a data folder.
    private static func lock(_ folder: String) throws -> [FolderLock] {
        try names(in: folder).map { try FolderLock(folder: "\(folder)/organizations/\($0)") }
    }

    private static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/organizations")) ?? [])
            .filter { OrganizationFolder.isName($0) }.sorted()
    }

    private static func complete(_ folder: String, old: MasterKey) async throws -> Outcome {
        let next = "\(folder)/\(MasterKey.nextFileName)"
        let new = try MasterKey.load(file: next)
        let outcome = try await rewrap(folder, from: old, to: new)
        try DurableFile.write(Array(text(of: new).utf8), to: "\(folder)/\(MasterKey.fileName)")
        try FileManager.default.removeItem(atPath: next)
        return outcome
    }

    private static func rewrap(_ folder: String, from old: MasterKey, to new: MasterKey) async throws -> Outcome {
        var outcome = Outcome()
        for name in names(in: folder) {
            let path = OrganizationFolder(data: folder, name: name).keys
            guard FileManager.default.fileExists(atPath: path) else { continue }
            let isNew = try await rewrap(file: path, from: old, to: new)
            outcome.wrappedBefore += isNew ? 0 : 1
            outcome.organizations += 1
        }
        try rewrapLinks(folder, from: old, to: new)
        return outcome
    }

    private static func rewrapLinks(_ folder: String, from old: MasterKey, to new: MasterKey) throws {
        guard FileManager.default.fileExists(atPath: "\(folder)/\(LinkSecrets.fileName)") else { return }
        do {
            try LinkSecrets.rewrap(folder: folder, from: old, to: new)
        } catch LinkSecretsError.wrongMasterKey {
            _ = try LinkSecrets.load(folder: folder, master: new)
        }
    }

    /// Wraps one key file; false where the new key opens it already.
    private static func rewrap(file path: String, from old: MasterKey, to new: MasterKey) async throws -> Bool {
        do {
            let store = try await SQLiteKeyStore.open(path: path, master: old)
            try await store.rewrap(to: new)
            await store.close()
            return true
        } catch KeyStoreError.wrongMasterKey {
            let store = try await SQLiteKeyStore.open(path: path, master: new)
            await store.close()
            return false
        }
    }

    private static func text(of key: MasterKey) -> String {
        Data(key.bytes).base64EncodedString() + "\n"
    }
}
