import Crypto
import Evidence
import Foundation
import Ledger
import ProjectionEngine
import Settings

/// Keeps what an organization's webhooks are checked with, and the tokens that were used.
actor WebhookDesk {
    /// Why a call is not even looked at.
    enum Refusal: Error, Hashable, Sendable {
        /// There is no such webhook, or the address has another secret.
        case wrongAddress
        /// The provider signs its calls, and no key is set to check them with.
        case noKey
        /// The call is not genuine.
        case notGenuine(WebhookRefusal)
    }

    private struct Made {
        var settings: WebhookSettings
        var secret: SHA256.Digest
        var check: WebhookCheck?
    }

    private let keys: any KeyStore
    private let settings: View<Settings>?
    private var made: [MailProvider: Made] = [:]
    private var tokens = TokenMemory()

    init(keys: any KeyStore, settings: View<Settings>?) {
        self.keys = keys
        self.settings = settings
    }

    /// Whether an address is one of ours; said before the body of a call is read.
    func admits(_ provider: MailProvider, secret: String) async throws -> Bool {
        guard let made = try await webhook(of: provider) else { return false }
        // Digests of the same length are compared, so that the time tells nothing of the secret.
        return SHA256.hash(data: Array(secret.utf8)) == made.secret
    }

    /// Checks a call at an address of ours.
    ///
    /// - Throws: ``Refusal``; what the key file has against being read.
    func check(_ call: WebhookCall, of provider: MailProvider, secret: String) async throws {
        guard try await admits(provider, secret: secret) else { throw Refusal.wrongAddress }
        guard let check = made[provider]?.check else { throw Refusal.noKey }
        do {
            let proof = try check.check(call)
            guard let token = proof.token else { return }
            guard tokens.admit(token: token, body: call.body, at: call.heardAt) else {
                throw Refusal.notGenuine(.replayed)
            }
        } catch let refusal as WebhookRefusal {
            throw Refusal.notGenuine(refusal)
        }
    }

    /// Forgets what was read of a webhook, so that it is read anew.
    func forget(_ provider: MailProvider) {
        made[provider] = nil
    }

    private func webhook(of provider: MailProvider) async throws -> Made? {
        let name = WebhookSettings.name(provider)
        guard
            let json = try await settings?.read({ db in try Settings.value(of: name, in: db) }),
            let set = try WebhookSettings.read(json)
        else {
            made[provider] = nil
            return nil
        }
        if let known = made[provider], known.settings == set { return known }
        guard let secret = try await keys.secret(named: WebhookSettings.secretName(provider)) else { return nil }
        let text = try await keys.secret(named: WebhookSettings.keyName(provider))
        let key = text.flatMap { WebhookKey(String(decoding: $0, as: UTF8.self), of: provider) }
        let usual = provider == .mailjet ? WebhookKey.mailjet(credentials: nil) : nil
        let new = Made(
            settings: set,
            secret: SHA256.hash(data: secret),
            check: (key ?? usual).map {
                WebhookCheck(key: $0, maximumAge: min(set.maximumAgeSeconds, WebhookCheck.longestAge))
            }
        )
        made[provider] = new
        return new
    }
}

extension WebhookDesk.Refusal: CustomStringConvertible {
    /// What was wrong, in words that hold nothing of the call.
    var description: String {
        switch self {
        case .wrongAddress: "the secret in the address is not the one that was given out"
        case .noKey: "no key is set to check the signature with"
        case .notGenuine(let refusal): refusal.description
        }
    }
}
