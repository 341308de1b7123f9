import Crypto
import Foundation
import Ledger
import Mail

/// What somebody signs in to a mailbox for.
package enum SignInPurpose: Hashable, Sendable {
    /// To send by it.
    case sending
    /// To read what comes back to it.
    case reading
}

/// A sign-in that was begun: who for, and what proves at its end that it is the same.
package struct PendingSignIn: Sendable {
    /// Whose mailbox it will be.
    package let organization: String
    /// What it is for.
    package let purpose: SignInPurpose
    /// The method it is for, or whose provider's mailbox.
    package let kind: MethodKind
    /// The account that is expected to sign in.
    package let account: String
    let need: SignInNeed
    /// Who began it.
    package let actor: OpaqueID?
    /// When it can no longer be ended.
    package let expiresAt: Timestamp
    let place: SignInPlace
    let redirect: String
    let verifier: String
}

/// Begins sign-ins with PKCE, and knows each again once, when the user comes back.
///
/// The state that travels through the user's browser is random, signed with a key of this process, and worth nothing after ten
/// minutes or its first use. A restart forgets what was begun; the user then begins again.
package actor SignInDesk {
    private static let lifetime: Double = 600
    private static let most = 500

    private let key = SymmetricKey(size: .bits256)
    private let now: @Sendable () -> Timestamp
    private var pending: [String: PendingSignIn] = [:]

    /// Makes an empty desk.
    package init(now: @escaping @Sendable () -> Timestamp = { .now() }) {
        self.now = now
    }

    /// Begins a sign-in.
    ///
    /// - Returns: The address of the provider's page, which the user opens, and until when it is good.
    package func begin(
        organization: String,
        purpose: SignInPurpose = .sending,
        place: SignInPlace,
        need: SignInNeed,
        redirect: String,
        actor: OpaqueID?
    ) -> (page: String, expiresAt: Timestamp) {
        let moment = now()
        pending = pending.filter { $0.value.expiresAt > moment }
        if pending.count >= Self.most, let oldest = pending.min(by: { $0.value.expiresAt < $1.value.expiresAt }) {
            pending[oldest.key] = nil
        }
        let nonce = Self.random()
        let verifier = Self.random()
        let signIn = PendingSignIn(
            organization: organization,
            purpose: purpose,
            kind: place.kind,
            account: need.account,
            need: need,
            actor: actor,
            expiresAt: moment.adding(seconds: Self.lifetime),
            place: place,
            redirect: redirect,
            verifier: verifier
        )
        pending[nonce] = signIn
        let page = place.page(
            scopes: need.scopes,
            redirect: redirect,
            state: "\(nonce).\(signature(of: nonce))",
            challenge: URLBase64.encode(SHA256.hash(data: Data(verifier.utf8))),
            account: need.account
        )
        return (page, signIn.expiresAt)
    }

    /// The sign-in that a state names, without using it up; nil for anything that was not begun here, or is over.
    package func look(_ state: String) -> PendingSignIn? {
        nonce(in: state).flatMap { pending[$0] }.flatMap { $0.expiresAt > now() ? $0 : nil }
    }

    /// The sign-in that a state names; the same state never names one again.
    package func take(_ state: String) -> PendingSignIn? {
        guard let found = look(state), let nonce = nonce(in: state) else { return nil }
        pending[nonce] = nil
        return found
    }

    private func nonce(in state: String) -> String? {
        guard state.utf8.count <= 200 else { return nil }
        let parts = state.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let given = URLBase64.decode(parts[1]) else { return nil }
        let nonce = String(parts[0])
        guard HMAC<SHA256>.isValidAuthenticationCode(given, authenticating: Data(nonce.utf8), using: key) else {
            return nil
        }
        return nonce
    }

    private func signature(of nonce: String) -> String {
        URLBase64.encode(HMAC<SHA256>.authenticationCode(for: Data(nonce.utf8), using: key))
    }

    /// 256 random bits, in characters that RFC 7636 §4.1 takes for a verifier.
    private static func random() -> String {
        URLBase64.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }
}

extension PendingSignIn {
    /// Ends the sign-in with the code that the provider gave the user, and keeps the tokens.
    ///
    /// - Throws: ``SignInEndError``.
    package func finish(
        code: String,
        shelf: TokenShelf,
        caller: ProviderCaller = ProviderCaller()
    ) async throws(SignInEndError) {
        let grant: TokenEndpoint.Grant
        do {
            grant = try await TokenEndpoint(place: place, caller: caller)
                .exchange(code: code, verifier: verifier, redirect: redirect)
        } catch {
            guard error != .signInAgain else { throw .codeRefused }
            throw .problem(purpose == .reading ? error.mailboxWords : error.words(kind))
        }
        guard grant.refresh_token != nil else { throw .notLasting }
        let token = AccessToken(text: grant.access_token, scope: grant.scope)
        guard grant.scope == nil || token.allows(need.required) else { throw .notAllowed }
        do {
            try await shelf.keep(KeptTokens(grant, account: account, before: nil, now: .now()))
        } catch {
            throw .problem("the sign-in cannot be kept")
        }
    }
}

/// Why a sign-in did not end well.
package enum SignInEndError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The provider does not take the code.
    case codeRefused
    /// The provider gave nothing by which it can be used later on.
    case notLasting
    /// The user did not allow what was asked for.
    case notAllowed
    /// Something else.
    case problem(String)

    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .codeRefused: "The provider no longer takes this sign-in. Begin again."
        case .notLasting: "The provider allows it only for an hour. Begin again, and allow access for longer."
        case .notAllowed: "What was asked for was not allowed. Begin again, and leave all boxes ticked."
        case .problem(let words): "It did not work: \(words)."
        }
    }
}
