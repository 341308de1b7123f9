import Ledger
import Mail

/// Whether a mailbox can be used.
package enum SignInState: String, Codable, Hashable, Sendable {
    /// Nobody signed in yet.
    case notSignedIn = "not_signed_in"
    case signedIn = "signed_in"
    /// The provider takes back what was allowed.
    case signInAgain = "sign_in_again"
}

/// Keeps a mailbox's tokens, and renews them before they run out: once, however many ask.
package actor TokenKeeper: AccessTokenSource {
    private let endpoint: TokenEndpoint
    private let need: SignInNeed
    private let shelf: TokenShelf
    private let now: @Sendable () -> Timestamp
    private var renewal: Task<Result<KeptTokens, SignInProblem>, Never>?

    /// How long before its end a token is renewed: five minutes, more than any call takes.
    private static let margin: Double = 300

    /// Makes a keeper of what lies on a shelf.
    package init(
        place: SignInPlace,
        need: SignInNeed,
        shelf: TokenShelf,
        caller: ProviderCaller = ProviderCaller(),
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        endpoint = TokenEndpoint(place: place, caller: caller)
        self.need = need
        self.shelf = shelf
        self.now = now
    }

    /// Whether what lies on a shelf will do, told without asking the provider.
    package static func state(of shelf: TokenShelf, need: SignInNeed) async throws -> SignInState {
        state(of: try await shelf.tokens(), need: need)
    }

    private static func state(of tokens: KeptTokens?, need: SignInNeed) -> SignInState {
        // Tokens of another account are of no use to this one.
        guard let tokens, tokens.account.lowercased() == need.account.lowercased() else { return .notSignedIn }
        let token = AccessToken(text: tokens.access, scope: tokens.scope)
        let isEnough = tokens.scope == nil || token.allows(need.required)
        return tokens.refresh != nil && isEnough ? .signedIn : .signInAgain
    }

    package func token() async throws(SignInProblem) -> AccessToken {
        let kept = try await kept()
        if kept.expiresAt > now().adding(seconds: Self.margin).microseconds {
            return AccessToken(text: kept.access, scope: kept.scope)
        }
        return try await renewed(kept)
    }

    package func token(inPlaceOf refused: AccessToken) async throws(SignInProblem) -> AccessToken {
        let kept = try await kept()
        guard kept.access == refused.text else { return AccessToken(text: kept.access, scope: kept.scope) }
        return try await renewed(kept)
    }

    private func kept() async throws(SignInProblem) -> KeptTokens {
        let found: KeptTokens?
        do {
            found = try await shelf.tokens()
        } catch {
            throw .unavailable("the kept sign-in cannot be read")
        }
        switch Self.state(of: found, need: need) {
        case .signedIn: break
        case .signInAgain: throw .signInAgain
        case .notSignedIn: throw .notSignedIn
        }
        guard let found else { throw .notSignedIn }
        return found
    }

    private func renewed(_ stale: KeptTokens) async throws(SignInProblem) -> AccessToken {
        // A task of its own: whoever asked first may be cancelled, and the others still wait for it.
        let task = renewal ?? Task { await self.renew(stale) }
        renewal = task
        let tokens = try await task.value.get()
        return AccessToken(text: tokens.access, scope: tokens.scope)
    }

    private func renew(_ stale: KeptTokens) async -> Result<KeptTokens, SignInProblem> {
        defer { renewal = nil }
        do {
            let before = try await kept()
            // Somebody may have renewed them between the look and this turn.
            guard before.access == stale.access else { return .success(before) }
            guard let refresh = before.refresh else { return .failure(.signInAgain) }
            do {
                let renewed = KeptTokens(
                    try await endpoint.refresh(refresh),
                    account: before.account,
                    before: before,
                    now: now()
                )
                // A provider that gives a new token for renewal takes the old one back: it must not be lost.
                do {
                    try await shelf.keep(renewed)
                } catch {
                    return .failure(.unavailable("the renewed sign-in cannot be kept"))
                }
                return .success(renewed)
            } catch .signInAgain {
                var refused = before
                refused.refresh = nil
                try? await shelf.keep(refused)
                return .failure(.signInAgain)
            }
        } catch {
            return .failure(error)
        }
    }
}
