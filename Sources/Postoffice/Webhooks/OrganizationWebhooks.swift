import Crypto
import Evidence
import Foundation
import Ledger
import LedgerSQLite
import Mail
import MailLedger
import ProjectionEngine
import Settings

extension Organization {
    /// Sets a provider's webhook up, or changes it: the secrets are sealed in the key file, the rest becomes an event.
    ///
    /// - Throws: ``PostofficeError``.
    package func setWebhook(
        of provider: MailProvider,
        _ request: WebhookRequest,
        actor: OpaqueID?
    ) async throws -> WebhookAnswer {
        try requireWritable()
        if let key = request.key, WebhookKey(key, of: provider) == nil {
            throw PostofficeError.invalid([FieldProblem("key", provider.keyRule)])
        }
        if let age = request.maximumAgeSeconds, !(60...WebhookCheck.longestAge).contains(age) {
            let problem = "is not from 60 to \(WebhookCheck.longestAge)"
            throw PostofficeError.invalid([FieldProblem("maximumAgeSeconds", problem)])
        }
        let old = try await webhookSettings(of: provider)
        try await translatingErrors {
            if let key = request.key {
                let text = key.trimmingCharacters(in: .whitespacesAndNewlines)
                try await keys.setSecret(Array(text.utf8), named: WebhookSettings.keyName(provider))
            }
            let name = WebhookSettings.secretName(provider)
            let known = try await keys.secret(named: name)
            if known == nil || request.newAddress == true {
                let secret = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64URL
                try await keys.setSecret(Array(secret.utf8), named: name)
            }
        }
        let new = WebhookSettings(
            hasKey: request.key != nil || old?.hasKey == true,
            maximumAgeSeconds: request.maximumAgeSeconds ?? old?.maximumAgeSeconds ?? WebhookCheck.usualAge,
            revision: (old?.revision ?? 0) + 1,
            since: old?.since ?? Timestamp.now().microseconds
        )
        try await state(old, new, of: provider, actor: actor)
        guard let answer = try await webhook(of: provider) else {
            throw PostofficeError.unavailable("the webhook was set and cannot be read back")
        }
        return answer
    }

    /// Takes a provider's webhook away; later calls to its address are refused.
    package func removeWebhook(of provider: MailProvider, actor: OpaqueID?) async throws {
        try requireWritable()
        guard let old = try await webhookSettings(of: provider) else { throw PostofficeError.notFound("webhook") }
        try await state(old, nil, of: provider, actor: actor)
        try await translatingErrors {
            try await keys.setSecret(nil, named: WebhookSettings.secretName(provider))
            try await keys.setSecret(nil, named: WebhookSettings.keyName(provider))
        }
    }

    /// A provider's webhook as it is set up; nil where it is not.
    package func webhook(of provider: MailProvider) async throws -> WebhookAnswer? {
        guard
            let set = try await webhookSettings(of: provider),
            let secret = try await keys.secret(named: WebhookSettings.secretName(provider))
        else { return nil }
        let text = String(decoding: secret, as: UTF8.self)
        return WebhookAnswer(
            provider: provider,
            url: "\(settings.publicURL)/hooks/\(name)/\(provider.rawValue)/\(text)",
            hasKey: set.hasKey,
            maximumAgeSeconds: set.maximumAgeSeconds,
            nextStep: provider.nextStep(hasKey: set.hasKey)
        )
    }

    /// The settings of a provider's webhook; nil where it is not set up.
    func webhookSettings(of provider: MailProvider) async throws -> WebhookSettings? {
        let name = WebhookSettings.name(provider)
        return try WebhookSettings.read(
            try await requireViews().settings.read { db in try Settings.value(of: name, in: db) }
        )
    }

    private func state(
        _ old: WebhookSettings?,
        _ new: WebhookSettings?,
        of provider: MailProvider,
        actor: OpaqueID?
    ) async throws {
        let change = SettingsChanged(
            setting: WebhookSettings.name(provider),
            old: try old?.json(),
            new: try new?.json()
        )
        let outcome = try await append([MailFact(.settingsChanged(change), occurredAt: .now(), actor: actor)])
        _ = try await requireViews().settings.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10))
        await webhooks.forget(provider)
    }
}

extension MailProvider {
    fileprivate var keyRule: String {
        switch self {
        case .mailgun: "is no webhook signing key: copy it from Mailgun's page on webhooks; it is not the API key"
        case .sendgrid: "is no public key: copy the verification key of the signed event webhook, base64 on one line"
        case .mailjet: "is not USER:PASSWORD"
        }
    }

    fileprivate func nextStep(hasKey: Bool) -> String {
        switch (self, hasKey) {
        case (.mailgun, false):
            "Give Mailgun this address for all events of the domain, and set its webhook signing key here."
        case (.mailgun, true): "Give Mailgun this address for all events of the domain."
        case (.sendgrid, false):
            "Give SendGrid this address, switch the signed event webhook on, and set its verification key here."
        case (.sendgrid, true): "Give SendGrid this address, with the signed event webhook switched on."
        case (.mailjet, false): "Give Mailjet this address for all events; grouped events are understood."
        case (.mailjet, true): "Give Mailjet this address for all events, with USER:PASSWORD@ before the host."
        }
    }
}
