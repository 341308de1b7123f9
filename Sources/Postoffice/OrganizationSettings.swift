import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import ProjectionEngine
import Sending
import Settings

extension Organization {
    /// Sets the SMTP method up: the password is sealed in the key file, the rest becomes an event.
    ///
    /// - Parameters:
    ///   - smtp: The checked settings.
    ///   - password: The password; nil keeps the one there is.
    ///   - actor: Who does it.
    /// - Throws: ``PostofficeError``.
    package func setMethod(_ smtp: SMTPMethodSettings, password: String?, actor: OpaqueID?) async throws {
        try requireWritable()
        let views = try requireViews()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let name = MethodDesk.settingName(.smtp)
        let new = String(decoding: try encoder.encode(smtp), as: UTF8.self)
        try await translatingErrors {
            if let password {
                try await keys.setSecret(Array(password.utf8), named: MethodDesk.passwordName(.smtp))
            }
        }
        await methods.forget(.smtp)
        conditions.lift(.smtp)
        let old = try await views.settings.read { db in try Settings.value(of: name, in: db) }
        guard old != new else { return }
        let change = SettingsChanged(setting: name, old: old, new: new)
        let outcome = try await append([MailFact(.settingsChanged(change), occurredAt: .now(), actor: actor)])
        _ = await views.settings.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
    }

    /// The SMTP settings, without the password; nil where the method is not set up.
    package func smtpSettings() async throws -> SMTPMethodSettings? {
        try await methods.smtpSettings()
    }

    /// Makes an access key; the text is given once.
    package func createKey(scopes: Set<AccessScope>, label: String) async throws -> (key: AccessKey, text: String) {
        let made = AccessKey.make(scopes: scopes, label: label, at: .now())
        try await translatingErrors {
            try await keys.setSecret(Array(try JSONEncoder().encode(made.key)), named: "access/\(made.key.id)")
        }
        return made
    }

    /// The access keys there are.
    package func accessKeys() async throws -> [AccessKey] {
        try await translatingErrors {
            var found: [AccessKey] = []
            for name in try await keys.secretNames(startingWith: "access/") {
                guard let bytes = try await keys.secret(named: name) else { continue }
                found.append(try JSONDecoder().decode(AccessKey.self, from: Data(bytes)))
            }
            return found
        }
    }
}
