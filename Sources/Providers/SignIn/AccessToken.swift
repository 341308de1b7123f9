import Mail

/// A bearer token of a mailbox, with what it allows; never printed.
package struct AccessToken: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The token.
    package let text: String
    /// What the user allowed, as the provider wrote it; nil where it did not say.
    let scope: String?

    /// Takes a token over.
    package init(text: String, scope: String? = nil) {
        self.text = text
        self.scope = scope
    }

    /// Stars.
    package var description: String { "AccessToken(****)" }

    /// Nothing.
    package var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }

    /// Whether one of the allowed scopes begins with a name, whatever address stands before it.
    func allows(_ name: String) -> Bool {
        (scope ?? "").split(separator: " ").contains { scope in
            scope.hasPrefix(name) || scope.contains("/\(name)")
        }
    }
}

/// What a method needs a mailbox's owner to allow.
package struct SignInNeed: Hashable, Sendable {
    /// Whose mailbox.
    package var account: String
    /// What is asked for.
    package var scopes: [String]
    /// The scope without which nothing can be sent; its end is enough.
    package var required: String

    /// Names a need.
    package init(account: String, scopes: [String], required: String) {
        self.account = account
        self.scopes = scopes
        self.required = required
    }
}

/// Gives the tokens with which a mailbox is used.
package protocol AccessTokenSource: Sendable {
    /// A token that is valid for some minutes yet.
    ///
    /// - Throws: ``SignInProblem`` where there is none.
    func token() async throws(SignInProblem) -> AccessToken

    /// A token in place of one that the provider refused.
    ///
    /// - Throws: ``SignInProblem`` where there is none.
    func token(inPlaceOf refused: AccessToken) async throws(SignInProblem) -> AccessToken
}

/// Why there is no token.
package enum SignInProblem: Error, Hashable, Sendable {
    /// Nobody signed in yet.
    case notSignedIn
    /// The provider takes back what was allowed; somebody has to sign in again.
    case signInAgain
    /// The provider does not know this service: the operator's client id or secret is wrong or missing.
    case client(String)
    /// The provider could not be asked now.
    case unavailable(String)
}

/// What a person is told to do about signing in.
enum SignInWords {
    static func again(_ kind: MethodKind) -> String {
        "sign in again: postboek method sign-in \(kind.rawValue)"
    }
}

extension SignInProblem {
    /// What is wrong, and what to do.
    package func words(_ kind: MethodKind) -> String {
        switch self {
        case .notSignedIn: "nobody signed in yet: postboek method sign-in \(kind.rawValue)"
        case .signInAgain: SignInWords.again(kind)
        case .client(let words): words
        case .unavailable(let words): words
        }
    }

    /// The same about the bounce mailbox.
    package var mailboxWords: String {
        switch self {
        case .notSignedIn: "nobody signed in to the bounce mailbox yet: postboek mailbox sign-in"
        case .signInAgain: "sign in to the bounce mailbox again: postboek mailbox sign-in"
        case .client(let words): words
        case .unavailable(let words): words
        }
    }
}
