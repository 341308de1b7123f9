import Mail
import Sending

/// A kind of method whose mailbox has to be signed in to.
package protocol SigningInMaker: MethodMaker {
    /// Where and as whom this service signs in; nil where the operator has not registered it.
    var signInPlace: SignInPlace? { get }

    /// What the mailbox's owner is asked to allow.
    func need(_ settings: MethodSettings) -> SignInNeed
}

extension SigningInMaker {
    /// The setting by which the operator registers this service, for what is told to people.
    private var provider: String { kind == .gmail ? "google" : "microsoft" }

    /// Whether somebody signed in.
    package func condition(_ settings: MethodSettings, in place: MethodPlace) async throws -> MethodReadiness {
        guard signInPlace != nil else { return .unavailable(notRegistered) }
        return switch try await TokenKeeper.state(of: TokenShelf(place), need: need(settings)) {
        case .signedIn: .ready
        case .notSignedIn: .signIn(SignInProblem.notSignedIn.words(kind))
        case .signInAgain: .signIn(SignInWords.again(kind))
        }
    }

    /// What is wrong where the operator has not registered this service.
    package var notRegistered: String {
        """
        the operator has not registered this service at the provider; set \(provider).client.id and \
        \(provider).client.secret
        """
    }

    func tokens(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> TokenKeeper {
        guard let signInPlace else { throw MethodFault("account", notRegistered) }
        return TokenKeeper(place: signInPlace, need: need(settings), shelf: TokenShelf(place))
    }
}

extension TokenShelf {
    /// The shelf of a method: one of its secrets.
    package init(_ place: MethodPlace) {
        self.init(
            read: { try await place.secrets.secret("tokens").map { Array($0.utf8) } },
            write: { try await place.secrets.setSecret(String(decoding: $0, as: UTF8.self), "tokens") }
        )
    }
}

extension MethodField {
    static let account = Self(
        "account",
        type: .address,
        "The account that signs in, if it is not the sender's address."
    )
    static let transport = Self(
        "transport",
        choices: ["api", "smtp"],
        "How mail is handed over: api (the default), or smtp."
    )
}
