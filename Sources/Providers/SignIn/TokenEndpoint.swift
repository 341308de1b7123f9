import Foundation
import Ledger

/// Asks a provider for tokens.
struct TokenEndpoint: Sendable {
    let place: SignInPlace
    let caller: ProviderCaller

    /// What a provider grants.
    struct Grant: Decodable {
        var access_token: String
        var refresh_token: String?
        var expires_in: Double?
        var scope: String?
    }

    private struct Refusal: Decodable {
        var error: String?
    }

    /// Changes a code for tokens (RFC 6749 §4.1.3), with the verifier that proves who asked for it (RFC 7636 §4.5).
    func exchange(code: String, verifier: String, redirect: String) async throws(SignInProblem) -> Grant {
        try await ask([
            ("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier),
            ("redirect_uri", redirect),
        ])
    }

    /// Renews tokens (RFC 6749 §6).
    func refresh(_ token: String) async throws(SignInProblem) -> Grant {
        try await ask([("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    private func ask(_ fields: [(String, String)]) async throws(SignInProblem) -> Grant {
        let all = fields + [("client_id", place.client.id), ("client_secret", place.client.secret)]
        let request = ProviderRequest(
            "POST",
            place.token,
            "",
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")],
            body: Array(SignInPlace.form(all).utf8)
        )
        let answer: ProviderAnswer
        do {
            answer = try await caller.call(request)
        } catch {
            throw .unavailable(error.words)
        }
        if answer.status == 200, let grant = answer.json(Grant.self) { return grant }
        switch answer.json(Refusal.self)?.error {
        case "invalid_grant", "interaction_required", "consent_required", "login_required": throw .signInAgain
        case "invalid_client", "unauthorized_client":
            throw .client(
                "\(answer.server) does not know this service; the operator must check the client id and secret"
            )
        case let error?:
            throw .unavailable("\(answer.server) gave no token (\(error.prefix(60)))")
        case nil:
            throw .unavailable("\(answer.server) gave no token (HTTP \(answer.status))")
        }
    }
}
