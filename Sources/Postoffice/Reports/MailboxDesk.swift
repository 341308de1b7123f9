import Foundation
import Intake
import Ledger
import LedgerSQLite
import Logging
import Mail
import Providers
import Synchronization

/// Lets one reading of the mailbox run at a time.
final class MailboxTurn: Sendable {
    private let isTaken = Mutex(false)

    /// Takes the turn; false where somebody has it.
    func take() -> Bool {
        isTaken.withLock { taken in
            defer { taken = true }
            return !taken
        }
    }

    /// Gives the turn back.
    func giveBack() {
        isTaken.withLock { $0 = false }
    }
}

extension Organization {
    static let mailboxSetting = "mailbox"
    private static let mailboxSecret = "mailbox/secret"
    private static let mailboxProgress = "mailbox/progress"
    /// What the mailbox is called among the sources of evidence.
    package static let mailboxFeed = "mailbox.bounces"

    /// Checks and sets the bounce mailbox up; the secret is sealed in the key file, the rest becomes an event.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` with the first rule broken.
    package func setMailbox(_ request: MailboxRequest, actor: OpaqueID?) async throws {
        try requireWritable()
        let settings: Intake.MailboxSettings
        do {
            settings = try Intake.MailboxSettings(validating: request.draft.filled(self.settings.providers))
        } catch let error as MailboxSettingsError {
            throw PostofficeError.invalid([FieldProblem(error.field, error.problem)])
        }
        guard settings.provider == nil || request.secret == nil else {
            throw PostofficeError.invalid([
                FieldProblem("token", "is not needed: with a provider, somebody signs in on its page; leave it out")
            ])
        }
        let before = try await mailboxSettings()
        let path = settings.trustRootsPath
        guard
            path == nil || settings.provider != nil || path == before?.trustRootsPath || self.settings.isOperator
                || self.settings.allowsPrivateHosts
        else {
            throw PostofficeError.invalid([
                FieldProblem("trustRootsPath", "names a file of the server, which only its operator may do")
            ])
        }
        try await translatingErrors {
            if settings.provider != nil {
                try await keys.setSecret(nil, named: Self.mailboxSecret)
            } else if let secret = request.secret {
                try await keys.setSecret(Array(secret.utf8), named: Self.mailboxSecret)
            } else if try await keys.secret(named: Self.mailboxSecret) == nil {
                throw PostofficeError.invalid([FieldProblem("password", "is missing; give it, or a token for oauth")])
            } else if let before, !settings.isReached(as: before) {
                // Who may change settings may not read the secret by having it sent elsewhere.
                throw PostofficeError.invalid([
                    FieldProblem("password", "is missing: the server or the way to it has changed, so give it again")
                ])
            }
            // Another mailbox counts its mails in its own way.
            let isSame =
                before?.host == settings.host && before?.username == settings.username
                && before?.folder == settings.folder && before?.access == settings.access
            if !isSame { try await keys.setSecret(nil, named: Self.mailboxProgress) }
            // What one account allowed is not kept for another.
            if settings.need != before?.need { try await keys.setSecret(nil, named: Self.mailboxTokens) }
        }
        feeds.forget(Self.mailboxFeed)
        try await stateSetting(Self.mailboxSetting, settings, actor: actor)
        mailboxBell.ring()
    }

    /// Takes the bounce mailbox out of use, and forgets its secret.
    package func removeMailbox(actor: OpaqueID?) async throws {
        try requireWritable()
        try await translatingErrors {
            for name in [Self.mailboxSecret, Self.mailboxTokens, Self.mailboxProgress] {
                try await keys.setSecret(nil, named: name)
            }
        }
        feeds.forget(Self.mailboxFeed)
        try await stateSetting(Self.mailboxSetting, Intake.MailboxSettings?.none, actor: actor)
    }

    /// The bounce mailbox, without its secret; nil where none is set up.
    package func mailbox() async throws -> MailboxAnswer? {
        guard let settings = try await mailboxSettings() else { return nil }
        let hasSecret = try await translatingErrors { try await keys.secret(named: Self.mailboxSecret) != nil }
        let signIn = try await mailboxSignInState(settings)
        return MailboxAnswer(
            draft: settings.draft,
            hasSecret: hasSecret || signIn == .signedIn,
            authorization: signIn,
            state: feeds.state(of: Self.mailboxFeed)
        )
    }

    func mailboxSettings() async throws -> Intake.MailboxSettings? {
        try await statedSetting(Self.mailboxSetting)
    }

    /// Signs in to the bounce mailbox and counts what is new, without reading it.
    ///
    /// - Throws: ``PostofficeError/elsewhere(_:)`` with what went wrong.
    package func checkMailbox() async throws -> MailboxFindings {
        let settings = try await setUpMailbox()
        return try await noting {
            let found = try await reading(settings) { reader, progress in
                try await reader.check(from: progress, since: Self.firstDay(before: .now()))
            }
            return MailboxFindings(waiting: found.waiting)
        }
    }

    /// Reads what is new in the bounce mailbox; reading the same again does no harm.
    ///
    /// - Returns: What was read; nothing where a reading is under way already.
    /// - Throws: ``PostofficeError``.
    package func readMailbox() async throws -> MailboxFindings {
        try requireWritable()
        let settings = try await setUpMailbox()
        guard mailboxTurn.take() else { return MailboxFindings() }
        defer { mailboxTurn.giveBack() }
        return try await noting {
            let summary = try await reading(settings) { reader, progress in
                try await reader.read(
                    from: progress,
                    since: Self.firstDay(before: .now()),
                    largest: IncomingMail.largest,
                    take: { bytes in
                        let taken = try await self.take(IncomingMail(source: settings.access.rawValue, bytes: bytes))
                        return taken.outcome.report != nil || taken.isRepeat
                    },
                    keep: { progress in
                        let bytes = Array(try JSONEncoder().encode(progress))
                        try await self.keys.setSecret(bytes, named: Self.mailboxProgress)
                    }
                )
            }
            return MailboxFindings(read: summary.read, reports: summary.reports, tooLarge: summary.tooLarge)
        }
    }

    /// Reads the mailbox from time to time, until the task is cancelled; sleeps as long as none is set up.
    func followMailbox() async {
        var pause = Duration.seconds(5)
        while !Task.isCancelled {
            await mailboxBell.sleep(for: pause)
            guard !Task.isCancelled else { return }
            guard let settings = try? await mailboxSettings() else {
                pause = .seconds(3600)
                continue
            }
            pause = .seconds(settings.pollSeconds)
            // Nobody signed in yet, which its settings show; the bell rings when somebody does.
            if (try? await mailboxSignInState(settings)) == .notSignedIn { continue }
            guard let reading = try? await readMailbox() else { continue }
            // A full batch means that more is waiting.
            if reading.read + reading.tooLarge >= MailboxReader.mailsAtOnce { pause = .seconds(1) }
        }
    }

    private func setUpMailbox() async throws -> Intake.MailboxSettings {
        guard let settings = try await mailboxSettings() else { throw PostofficeError.notFound("bounce mailbox") }
        return settings
    }

    /// Runs a body with a reader; where a renewable token is refused, once more with a new one.
    private func reading(
        _ settings: Intake.MailboxSettings,
        _ body: (MailboxReader, MailboxProgress) async throws -> MailboxReader.Summary
    ) async throws -> MailboxReader.Summary {
        guard let keeper = try mailboxKeeper(settings) else {
            let kept = try await translatingErrors { try await keys.secret(named: Self.mailboxSecret) }
            guard let kept else { throw PostofficeError.elsewhere("the bounce mailbox has no password or token") }
            return try await body(reader(settings, String(decoding: kept, as: UTF8.self)), progress())
        }
        let token = try await keeper.token()
        do {
            return try await body(reader(settings, token.text), progress())
        } catch let failure as MailboxFailure where failure.cause == .signIn {
            let fresh = try await keeper.token(inPlaceOf: token)
            return try await body(reader(settings, fresh.text), progress())
        }
    }

    private func progress() async throws -> MailboxProgress {
        let kept = try await translatingErrors { try await keys.secret(named: Self.mailboxProgress) }
        return kept.flatMap { try? JSONDecoder().decode(MailboxProgress.self, from: Data($0)) } ?? MailboxProgress()
    }

    private func reader(_ settings: Intake.MailboxSettings, _ secret: String) -> MailboxReader {
        MailboxReader(
            settings,
            secret: secret,
            // A provider's server is the provider's own, or named by the operator.
            allowsPrivateHosts: settings.provider != nil || self.settings.allowsPrivateHosts
                || self.settings.isOperator
        )
    }

    /// Notes among the sources of evidence how an attempt ended.
    private func noting(_ attempt: () async throws -> MailboxFindings) async throws -> MailboxFindings {
        do {
            let reading = try await attempt()
            feeds.note(Self.mailboxFeed, problem: nil, at: .now())
            return reading
        } catch let failure as MailboxFailure {
            let words = "the bounce mailbox cannot be read: \(failure)"
            if feeds.note(Self.mailboxFeed, problem: words, at: .now()) {
                logger.warning("bounce mailbox cannot be read", metadata: ["cause": "\(failure.cause.rawValue)"])
            }
            throw PostofficeError.elsewhere(words)
        } catch let problem as SignInProblem {
            let words = problem.mailboxWords
            if feeds.note(Self.mailboxFeed, problem: words, at: .now()) {
                logger.warning("bounce mailbox cannot be read", metadata: ["cause": "signIn"])
            }
            throw PostofficeError.elsewhere(words)
        } catch PostofficeError.elsewhere(let words) {
            feeds.note(Self.mailboxFeed, problem: words, at: .now())
            throw PostofficeError.elsewhere(words)
        } catch let error as PostofficeError {
            feeds.note(Self.mailboxFeed, problem: "what the bounce mailbox holds could not be kept", at: .now())
            throw error
        }
    }

    /// The day from which a mailbox is read the first time, two weeks back, as IMAP writes it (RFC 9051 §9, date).
    private static func firstDay(before moment: Timestamp) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = moment.adding(seconds: -14 * 86_400).description.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), months.indices.contains(month - 1) else {
            return "1-Jan-2026"
        }
        return "\(parts[2])-\(months[month - 1])-\(parts[0])"
    }
}
