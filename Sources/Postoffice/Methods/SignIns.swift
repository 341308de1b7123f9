import Foundation
import Ledger
import LedgerSQLite
import Mail
import Providers
import Sending

/// A sign-in that was begun.
package struct BegunSignIn: Encodable, Sendable {
    /// The provider's page, to be opened in a browser by the mailbox's owner.
    package let url: String
    /// Until when it is good, as RFC 3339.
    package let expiresAt: String
}

/// What a person is asked who comes back from a provider's page.
package struct SignInQuestion: Sendable {
    /// The organization that would use the mailbox.
    package let organization: String
    /// What it would use it for.
    package let purpose: SignInPurpose
    /// The kind of method.
    package let kind: MethodKind
    /// The mailbox's address.
    package let account: String

    init(_ pending: PendingSignIn) {
        (organization, purpose) = (pending.organization, pending.purpose)
        (kind, account) = (pending.kind, pending.account)
    }
}

extension Postoffice {
    /// Begins the sign-in to a mailbox: tells the page on which its owner allows sending.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` where the method does not sign in, is not set up, or the operator has not
    ///   registered the service at the provider.
    package func beginSignIn(
        _ kind: MethodKind,
        for organization: Organization,
        actor: OpaqueID?
    ) async throws -> BegunSignIn {
        try organization.requireWritable()
        guard let maker = try organization.maker(kind) as? any SigningInMaker else {
            throw PostofficeError.invalid([FieldProblem("kind", "\(kind.rawValue) needs no sign-in")])
        }
        guard let settings = try await organization.methods.settings(kind) else {
            throw PostofficeError.invalid([FieldProblem("kind", "\(kind.rawValue) is not set up; set it up first")])
        }
        guard let place = maker.signInPlace else {
            throw PostofficeError.invalid([FieldProblem("kind", maker.notRegistered)])
        }
        let begun = await shared.signIns.begin(
            organization: organization.name,
            place: place,
            need: maker.need(settings),
            redirect: "\(self.settings.publicURL)/oauth/callback",
            actor: actor
        )
        return BegunSignIn(url: begun.page, expiresAt: begun.expiresAt.description)
    }

    /// What the person is asked who brings a state back; nil for one that was not given out here, was used, or is over.
    package func signInQuestion(state: String) async -> SignInQuestion? {
        await shared.signIns.look(state).map(SignInQuestion.init)
    }

    /// Ends a sign-in: changes the code for tokens, which are sealed in the organization's key file.
    ///
    /// - Returns: What was signed in to; nil for a state that was not given out here, was used, or is over.
    /// - Throws: ``SignInEndError`` where the provider or its user did not allow it.
    package func finishSignIn(state: String, code: String) async throws -> SignInQuestion? {
        guard let pending = await shared.signIns.take(state),
            let organization = organization(named: pending.organization)
        else { return nil }
        switch pending.purpose {
        case .sending: try await organization.keep(pending, code: code)
        case .reading: try await organization.keepMailboxSignIn(pending, code: code)
        }
        return SignInQuestion(pending)
    }
}

extension Organization {
    /// Forgets the sign-in of a method; mails wait until somebody signs in again.
    package func signOut(_ kind: MethodKind, actor: OpaqueID?) async throws {
        try requireWritable()
        guard try maker(kind) is any SigningInMaker else {
            throw PostofficeError.invalid([FieldProblem("kind", "\(kind.rawValue) needs no sign-in")])
        }
        try await translatingErrors { try await methods.place(kind).secrets.setSecret(nil, "tokens") }
        await methods.forget(kind)
        try await changeSettings([(Self.signInSetting(kind), nil)], actor: actor)
    }

    fileprivate func keep(_ signIn: PendingSignIn, code: String) async throws {
        try requireWritable()
        try await signIn.finish(code: code, shelf: TokenShelf(methods.place(signIn.kind)))
        await methods.forget(signIn.kind)
        try await changeSettings([(Self.signInSetting(signIn.kind), try SignInFact.text(signIn))], actor: signIn.actor)
    }

    private static func signInSetting(_ kind: MethodKind) -> String { "method.\(kind.rawValue).signIn" }
}

/// What is recorded of a sign-in: whose, and when; never a token.
struct SignInFact: Encodable {
    private var account: String
    private var at: String

    /// The fact as JSON.
    static func text(_ signIn: PendingSignIn) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let fact = Self(account: signIn.account, at: Timestamp.now().description)
        return String(decoding: try encoder.encode(fact), as: UTF8.self)
    }
}
