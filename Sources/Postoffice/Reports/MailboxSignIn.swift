import Intake
import Ledger
import LedgerSQLite
import Mail
import Providers
import Synchronization

/// Keeps one keeper of the bounce mailbox's tokens, so that they are renewed once, however many ask.
final class MailboxTokens: Sendable {
    private let kept = Mutex<(need: SignInNeed, keeper: TokenKeeper)?>(nil)

    /// The keeper for a need; another need gets another keeper.
    func keeper(place: SignInPlace, need: SignInNeed, shelf: TokenShelf) -> TokenKeeper {
        kept.withLock { kept in
            if let kept, kept.need == need { return kept.keeper }
            let keeper = TokenKeeper(place: place, need: need, shelf: shelf)
            kept = (need, keeper)
            return keeper
        }
    }
}

extension Intake.MailboxSettings {
    /// The provider's mailbox that it is; nil where the secret is kept as it was given.
    var reading: MailboxReading? {
        provider.flatMap { MethodKind(rawValue: $0.rawValue) }
            .flatMap { MailboxReading($0, access == .imap ? .imap : .pop3) }
    }

    /// What its owner is asked to allow; nil where nobody signs in.
    var need: SignInNeed? { reading?.need(account: username) }
}

extension MailboxDraft {
    /// The draft with the provider's own server filled in.
    ///
    /// Tokens to somebody's whole mailbox go nowhere else, whatever the caller would like.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` where another server is named.
    func filled(_ providers: ProviderSettings) throws -> MailboxDraft {
        guard
            let kind = provider.flatMap({ MethodKind(rawValue: $0.lowercased()) }),
            let reading = MailboxReading(kind, `protocol`?.lowercased() == "pop3" ? .pop3 : .imap)
        else { return self }
        let server = reading.server(providers)
        let problems = [
            host.map { $0 == server.host } == false ? "host" : nil,
            port.map { $0 == server.port } == false ? "port" : nil,
            security.map { $0.lowercased() == "tls" } == false ? "security" : nil,
            trustRootsPath.map { $0 == server.trustRootsPath } == false ? "trustRootsPath" : nil,
        ].compactMap(\.self).map { FieldProblem($0, "is not the provider's own; leave it out") }
        guard problems.isEmpty else { throw PostofficeError.invalid(problems) }
        var filled = self
        (filled.host, filled.port, filled.security) = (server.host, server.port, "tls")
        filled.trustRootsPath = server.trustRootsPath
        return filled
    }
}

extension Organization {
    static let mailboxTokens = "mailbox/tokens"
    private static let mailboxSignInSetting = "mailbox.signIn"

    /// Where the bounce mailbox's tokens lie, sealed.
    var mailboxShelf: TokenShelf {
        let keys = self.keys
        return TokenShelf(
            read: { try await keys.secret(named: Self.mailboxTokens) },
            write: { try await keys.setSecret($0, named: Self.mailboxTokens) }
        )
    }

    /// Whether somebody is signed in to the bounce mailbox; nil where nobody needs to be.
    func mailboxSignInState(_ settings: Intake.MailboxSettings) async throws -> SignInState? {
        guard let need = settings.need else { return nil }
        return try await translatingErrors { try await TokenKeeper.state(of: mailboxShelf, need: need) }
    }

    /// The keeper of the tokens of a mailbox that is signed in to; nil for one whose secret is kept as it was given.
    func mailboxKeeper(_ settings: Intake.MailboxSettings) throws -> TokenKeeper? {
        guard let reading = settings.reading, let need = settings.need else { return nil }
        guard let place = SignInPlace(reading.kind, self.settings.providers) else {
            throw PostofficeError.elsewhere(reading.notRegistered)
        }
        return mailboxTokens.keeper(place: place, need: need, shelf: mailboxShelf)
    }

    /// Forgets the sign-in to the bounce mailbox; it is read no more until somebody signs in again.
    package func signOutOfMailbox(actor: OpaqueID?) async throws {
        try requireWritable()
        guard let settings = try await mailboxSettings(), settings.provider != nil else {
            throw PostofficeError.notFound("sign-in to the bounce mailbox")
        }
        try await translatingErrors { try await keys.setSecret(nil, named: Self.mailboxTokens) }
        feeds.forget(Self.mailboxFeed)
        try await changeSettings([(Self.mailboxSignInSetting, nil)], actor: actor)
    }

    func keepMailboxSignIn(_ signIn: PendingSignIn, code: String) async throws {
        try requireWritable()
        try await signIn.finish(code: code, shelf: mailboxShelf)
        feeds.forget(Self.mailboxFeed)
        try await changeSettings([(Self.mailboxSignInSetting, try SignInFact.text(signIn))], actor: signIn.actor)
        mailboxBell.ring()
    }
}

extension Postoffice {
    /// Begins the sign-in to the bounce mailbox: tells the page on which its owner allows reading.
    ///
    /// - Throws: ``PostofficeError/notFound(_:)`` where none is set up; ``PostofficeError/invalid(_:)`` where it has no
    ///   provider, or the operator has not registered the service there.
    package func beginMailboxSignIn(for organization: Organization, actor: OpaqueID?) async throws -> BegunSignIn {
        try organization.requireWritable()
        guard let mailbox = try await organization.mailboxSettings() else {
            throw PostofficeError.notFound("bounce mailbox")
        }
        guard let reading = mailbox.reading, let need = mailbox.need else {
            throw PostofficeError.invalid([
                FieldProblem("provider", "is not set: this mailbox is read with a password or token that is kept")
            ])
        }
        guard let place = SignInPlace(reading.kind, settings.providers) else {
            throw PostofficeError.invalid([FieldProblem("provider", reading.notRegistered)])
        }
        let begun = await shared.signIns.begin(
            organization: organization.name,
            purpose: .reading,
            place: place,
            need: need,
            redirect: "\(settings.publicURL)/oauth/callback",
            actor: actor
        )
        return BegunSignIn(url: begun.page, expiresAt: begun.expiresAt.description)
    }
}
