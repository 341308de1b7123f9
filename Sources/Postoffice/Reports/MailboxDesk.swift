import Foundation
import Intake
import Ledger
import LedgerSQLite
import Logging
import Mail
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
        let settings: MailboxSettings
        do {
            settings = try MailboxSettings(validating: request.draft)
        } catch {
            throw PostofficeError.invalid([FieldProblem(error.field, error.problem)])
        }
        let before = try await mailboxSettings()
        let path = settings.trustRootsPath
        guard
            path == nil || path == before?.trustRootsPath || self.settings.isOperator
                || self.settings.allowsPrivateHosts
        else {
            throw PostofficeError.invalid([
                FieldProblem("trustRootsPath", "names a file of the server, which only its operator may do")
            ])
        }
        try await translatingErrors {
            if let secret = request.secret {
                try await keys.setSecret(Array(secret.utf8), named: Self.mailboxSecret)
            } else if try await keys.secret(named: Self.mailboxSecret) == nil {
                throw PostofficeError.invalid([FieldProblem("password", "is missing; give it, or a token for oauth")])
            } else if let before, !settings.isReached(as: before) {
                // Who may change settings may not read the secret by having it sent elsewhere.
                throw PostofficeError.invalid([
                    FieldProblem("password", "is missing: the server or how it is reached has changed, so give it again")
                ])
            }
            // Another mailbox counts its mails in its own way.
            let isSame =
                before?.host == settings.host && before?.username == settings.username
                && before?.folder == settings.folder && before?.access == settings.access
            if !isSame { try await keys.setSecret(nil, named: Self.mailboxProgress) }
        }
        feeds.forget(Self.mailboxFeed)
        try await stateSetting(Self.mailboxSetting, settings, actor: actor)
    }

    /// Takes the bounce mailbox out of use, and forgets its secret.
    package func removeMailbox(actor: OpaqueID?) async throws {
        try requireWritable()
        try await translatingErrors {
            try await keys.setSecret(nil, named: Self.mailboxSecret)
            try await keys.setSecret(nil, named: Self.mailboxProgress)
        }
        feeds.forget(Self.mailboxFeed)
        try await stateSetting(Self.mailboxSetting, MailboxSettings?.none, actor: actor)
    }

    /// The bounce mailbox, without its secret; nil where none is set up.
    package func mailbox() async throws -> MailboxAnswer? {
        guard let settings = try await mailboxSettings() else { return nil }
        let hasSecret = try await translatingErrors { try await keys.secret(named: Self.mailboxSecret) != nil }
        return MailboxAnswer(draft: settings.draft, hasSecret: hasSecret, state: feeds.state(of: Self.mailboxFeed))
    }

    func mailboxSettings() async throws -> MailboxSettings? {
        try await statedSetting(Self.mailboxSetting)
    }

    /// Signs in to the bounce mailbox and counts what is new, without reading it.
    ///
    /// - Throws: ``PostofficeError/elsewhere(_:)`` with what went wrong.
    package func checkMailbox() async throws -> MailboxReading {
        let (reader, _, progress) = try await mailboxReader()
        return try await noting {
            let found = try await reader.check(from: progress, since: Self.firstDay(before: .now()))
            return MailboxReading(waiting: found.waiting)
        }
    }

    /// Reads what is new in the bounce mailbox; reading the same again does no harm.
    ///
    /// - Returns: What was read; nothing where a reading is under way already.
    /// - Throws: ``PostofficeError``.
    package func readMailbox() async throws -> MailboxReading {
        try requireWritable()
        let (reader, settings, progress) = try await mailboxReader()
        guard mailboxTurn.take() else { return MailboxReading() }
        defer { mailboxTurn.giveBack() }
        return try await noting {
            let summary = try await reader.read(
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
            return MailboxReading(read: summary.read, reports: summary.reports, tooLarge: summary.tooLarge)
        }
    }

    /// Reads the mailbox from time to time, until the task is cancelled.
    func followMailbox() async {
        var nextAt = Timestamp.now().adding(seconds: 5)
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(2))
            guard !Task.isCancelled, nextAt <= .now() else { continue }
            guard let settings = try? await mailboxSettings() else {
                nextAt = Timestamp.now().adding(seconds: 10)
                continue
            }
            do {
                let reading = try await readMailbox()
                // A full batch means that more is waiting.
                let isFull = reading.read + reading.tooLarge >= MailboxReader.mailsAtOnce
                nextAt = Timestamp.now().adding(seconds: isFull ? 0 : Double(settings.pollSeconds))
            } catch {
                nextAt = Timestamp.now().adding(seconds: Double(settings.pollSeconds))
            }
        }
    }

    private func mailboxReader() async throws -> (MailboxReader, MailboxSettings, MailboxProgress) {
        guard let settings = try await mailboxSettings() else { throw PostofficeError.notFound("bounce mailbox") }
        let (secret, kept) = try await translatingErrors {
            (try await keys.secret(named: Self.mailboxSecret), try await keys.secret(named: Self.mailboxProgress))
        }
        guard let secret else { throw PostofficeError.elsewhere("the bounce mailbox has no password or token") }
        let progress = kept.flatMap { try? JSONDecoder().decode(MailboxProgress.self, from: Data($0)) }
        let reader = MailboxReader(
            settings,
            secret: String(decoding: secret, as: UTF8.self),
            allowsPrivateHosts: self.settings.allowsPrivateHosts || self.settings.isOperator
        )
        return (reader, settings, progress ?? MailboxProgress())
    }

    /// Notes among the sources of evidence how an attempt ended.
    private func noting(_ attempt: () async throws -> MailboxReading) async throws -> MailboxReading {
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

extension MailboxSettings {
    /// Whether a secret goes the same way as with other settings.
    fileprivate func isReached(as other: MailboxSettings) -> Bool {
        host == other.host && port == other.port && security == other.security
    }
}
