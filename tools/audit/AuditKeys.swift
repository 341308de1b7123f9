import Foundation
import Ledger
import LedgerFiles
import LedgerSQLite
import MailLedger

/// What the sealed parts of a ledger are opened with.
struct AuditKeys: Sendable {
    private let store: LivingKeys
    /// The ledger's own secrets.
    let secrets: LedgerSecrets

    /// Opens and names sealed things.
    var archive: MailArchive { MailArchive(ledger: secrets.id, index: secrets.index, keys: store) }

    /// All keys of these subjects, former ones included.
    func ring(of subjects: Set<KeySubject>) async throws(KeyStoreError) -> KeyRing {
        try await store.ring(of: subjects)
    }

    /// The keys that open sealed parts, as far as they are there.
    func ring(for parts: [SealedPart]) async throws(KeyStoreError) -> KeyRing {
        try await store.ring(for: parts)
    }

    /// Whether one of some subjects was erased, so that the absence of a key is no loss.
    func isErased(any subjects: [KeySubject]) async throws(KeyStoreError) -> Bool {
        try await !store.erased(of: Set(subjects)).isEmpty
    }

    /// Closes the key file.
    func close() async {
        await store.close()
    }

    /// What came of looking for keys.
    enum Search {
        /// They are open.
        case opened(AuditKeys)
        /// There is no master key at hand.
        case noMasterKey
        /// There is a master key, but what it should open is damaged.
        case damaged(String)

        /// The keys, where they are open.
        var keys: AuditKeys? {
            if case .opened(let keys) = self { keys } else { nil }
        }
    }

    /// Looks for a master key, and opens the folder's key file with it, for reading only.
    ///
    /// - Parameters:
    ///   - folder: The organization's folder.
    ///   - file: The file of the master key; nil looks into the environment, then into the data folder.
    /// - Returns: The open keys, or why there are none.
    /// - Throws: ``AuditError`` for a master key that is malformed, unreadable, or another one.
    static func find(in folder: AuditedFolder, masterKey file: String?) async throws -> Search {
        guard let master = try masterKey(folder, file: file) else { return .noMasterKey }
        do throws(KeyStoreError) {
            let store = try await SQLiteKeyStore.open(path: folder.keys, master: master, readOnly: true)
            guard let secrets = try await LedgerSecrets.read(from: store) else {
                return .damaged("the key file does not hold the ledger's own secrets")
            }
            let living = try await LivingKeys(store, in: folder)
            if living.returned > 0 {
                Report.complaint(
                    "The key file holds \(living.returned == 1 ? "a key" : "\(living.returned) keys") of erased persons, documents "
                        + "or months, so it is from before: they are left closed here. Start the service on the folder once, which "
                        + "destroys them again, or delete this copy of the key file."
                )
            }
            return .opened(AuditKeys(store: living, secrets: secrets))
        } catch .wrongMasterKey {
            throw AuditError("the master key does not open \(folder.keys); give the right one with --key")
        } catch .storage(let reason) {
            return .damaged(reason)
        } catch .erased(let subject) {
            return .damaged("the ledger's own secrets were erased with \(subject)")
        }
    }

    /// The keys, for a question that cannot be answered without them.
    static func require(in folder: AuditedFolder, masterKey file: String?) async throws -> AuditKeys {
        switch try await find(in: folder, masterKey: file) {
        case .opened(let keys): return keys
        case .noMasterKey: throw AuditError("this needs the master key: give its file with --key")
        case .damaged(let reason): throw AuditError(reason)
        }
    }

    private static func masterKey(_ folder: AuditedFolder, file: String?) throws -> MasterKey? {
        if let file {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw AuditError("the key file \(file) cannot be read")
            }
            guard let key = try? MasterKey.load(folder: "", environment: text) else {
                throw AuditError("the file \(file) holds no master key (32 bytes as base64)")
            }
            return key
        }
        let environment = ProcessInfo.processInfo.environment[MasterKey.environmentName]
        do throws(MasterKeyError) {
            return try MasterKey.load(folder: folder.data, environment: environment)
        } catch .missing {
            return nil
        } catch {
            throw AuditError(error.description)
        }
    }
}

extension KeyStoreError {
    /// The error in words for the person at the terminal.
    var words: String {
        switch self {
        case .erased(let subject): "\(subject) was erased"
        case .wrongMasterKey: "the master key does not open the key file"
        case .storage(let reason): reason
        }
    }
}
