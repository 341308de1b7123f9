import Ledger
import LedgerSQLite
import Mail
import Sending

/// The SMTP method as a caller sets it up: the JSON shape of `PUT /v1/settings/methods/smtp`.
package struct SMTPRequest: Decodable, Sendable {
    let draft: SMTPMethodDraft
    let password: String?

    private enum Keys: String, CodingKey { case password }

    /// Reads the settings with the password beside them.
    package init(from decoder: any Decoder) throws {
        draft = try SMTPMethodDraft(from: decoder)
        password = try decoder.container(keyedBy: Keys.self).decodeIfPresent(String.self, forKey: .password)
    }
}

/// The SMTP method as it is set up; the password never comes out again.
package struct SMTPAnswer: Encodable, Sendable {
    let draft: SMTPMethodDraft
    let hasPassword: Bool

    private enum Keys: String, CodingKey { case hasPassword }

    /// Writes the settings, and whether there is a password.
    package func encode(to encoder: any Encoder) throws {
        try draft.encode(to: encoder)
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encode(hasPassword, forKey: .hasPassword)
    }
}

/// A method that is set up.
package struct MethodSummary: Encodable, Hashable, Sendable {
    /// Which method.
    package let kind: MethodKind
    /// Whether it is used where a message names none.
    package let isDefault: Bool
}

extension Organization {
    /// Checks settings of the SMTP method, and sets it up.
    ///
    /// - Parameters:
    ///   - request: What the caller asks for; without a password the one there is stays.
    ///   - actor: Who asks.
    /// - Throws: ``PostofficeError/invalid(_:)`` with the first rule broken.
    package func setSMTP(_ request: SMTPRequest, actor: OpaqueID?) async throws {
        let settings: SMTPMethodSettings
        do {
            settings = try SMTPMethodSettings(validating: request.draft)
        } catch {
            throw PostofficeError.invalid([FieldProblem(error.field, error.description)])
        }
        let hasPassword = if request.password != nil { true } else { try await hasSMTPPassword() }
        guard settings.username == nil || hasPassword else {
            let error = SMTPMethodSettingsError.missingPassword
            throw PostofficeError.invalid([FieldProblem(error.field, error.description)])
        }
        try await setMethod(settings, password: request.password, actor: actor)
    }

    /// The SMTP method as it is set up; nil where it is not.
    package func smtpAnswer() async throws -> SMTPAnswer? {
        guard let settings = try await smtpSettings() else { return nil }
        return SMTPAnswer(draft: settings.draft, hasPassword: try await hasSMTPPassword())
    }

    /// The methods that are set up.
    package func methodSummaries() async throws -> [MethodSummary] {
        let usual = try await methods.defaultMethod()
        let hasSMTP = try await smtpSettings() != nil
        return [MethodKind.sandbox, .smtp].filter { $0 != .smtp || hasSMTP }
            .map { MethodSummary(kind: $0, isDefault: $0 == usual) }
    }

    private func hasSMTPPassword() async throws -> Bool {
        try await translatingErrors { try await keys.secret(named: MethodDesk.passwordName(.smtp)) != nil }
    }
}
