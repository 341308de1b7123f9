import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger

extension Organization {
    /// Keeps an access key, in place of what is kept under its id.
    func keep(_ key: AccessKey) async throws {
        try await translatingErrors {
            try await keys.setSecret(Array(try JSONEncoder().encode(key)), named: "access/\(key.id)")
        }
    }

    /// Destroys what is kept of an access key.
    func forgetKey(_ id: String) async throws {
        try await translatingErrors {
            try await keys.setSecret(nil, named: "access/\(id)")
            try await keys.setSecret(nil, named: "access-use/\(id)")
        }
    }

    /// Writes down when an access key was used last.
    func recordUse(of id: String, at moment: Timestamp) async throws {
        try await translatingErrors {
            try await keys.setSecret(Array(String(moment.microseconds).utf8), named: "access-use/\(id)")
        }
    }

    /// The access keys that are kept.
    func keptKeys() async throws -> [AccessKey] {
        try await translatingErrors {
            var found: [AccessKey] = []
            for name in try await keys.secretNames(startingWith: "access/") {
                guard let bytes = try await keys.secret(named: name) else { continue }
                var key = try JSONDecoder().decode(AccessKey.self, from: Data(bytes))
                let used = try await keys.secret(named: "access-use/\(key.id)")
                key.lastUsedAt = used.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }
                found.append(key)
            }
            return found
        }
    }

    /// Appends what changed about an access key, as far as the ledger takes events; nothing of its secret.
    ///
    /// A ledger that is open for reading only does not keep a key from being revoked.
    func recordKey(_ id: String, from old: AccessKey?, to new: AccessKey?, actor: OpaqueID?) async throws {
        guard ledger.refusal == nil else { return }
        let change = SettingsChanged(
            setting: "access-key.\(id)",
            old: try old.map { try Self.settingText(KeyOnRecord($0)) },
            new: try new.map { try Self.settingText(KeyOnRecord($0)) }
        )
        _ = try await append([MailFact(.settingsChanged(change), occurredAt: .now(), actor: actor)])
    }

    /// What the ledger keeps of an access key.
    private struct KeyOnRecord: Encodable {
        var scopes: [AccessScope]
        var label: String
        var expiresAt: Int64?
        var replaces: String?
        var replacedBy: String?

        init(_ key: AccessKey) {
            (scopes, label, expiresAt) = (key.scopes, key.label, key.expiresAt)
            (replaces, replacedBy) = (key.replaces, key.replacedBy)
        }
    }
}
