/// Reads a bounce mailbox from where it was left.
package struct MailboxReader: Sendable {
    /// What one reading came to.
    package struct Summary: Hashable, Sendable {
        /// How many mails were read.
        package var read = 0
        /// How many of them were reports.
        package var reports = 0
        /// How many were too large to be read.
        package var tooLarge = 0
        /// How many wait at least that were not read yet.
        package var waiting = 0
    }

    private let settings: MailboxSettings
    private let secret: String
    private let allowsPrivateHosts: Bool

    /// The most mails of one reading; the rest waits for the next one.
    package static let mailsAtOnce = 200

    /// Names a mailbox.
    ///
    /// - Parameters:
    ///   - settings: Where it is.
    ///   - secret: The password or bearer token.
    ///   - allowsPrivateHosts: Whether the server may stand on this machine or in a private network.
    package init(_ settings: MailboxSettings, secret: String, allowsPrivateHosts: Bool) {
        self.settings = settings
        self.secret = secret
        self.allowsPrivateHosts = allowsPrivateHosts
    }

    /// Reads what is new, and hands each mail over before progress counts it.
    ///
    /// A mail that was handed over may be handed over again after a crash, never none.
    ///
    /// - Parameters:
    ///   - progress: How far it was read; brought up to date and given to `keep` from time to time.
    ///   - since: A day such as `21-Nov-2026`, before which nothing is looked at the first time.
    ///   - largest: The most bytes of a mail that is read.
    ///   - take: Takes a mail for good; says whether it was a report.
    ///   - keep: Keeps the progress.
    /// - Returns: What it came to.
    /// - Throws: ``MailboxFailure``; what `take` and `keep` throw.
    package func read(
        from progress: MailboxProgress,
        since: String,
        largest: Int,
        take: ([UInt8]) async throws -> Bool,
        keep: (MailboxProgress) async throws -> Void
    ) async throws -> Summary {
        let connection = MailboxConnection(settings, secret: secret, allowsPrivateHosts: allowsPrivateHosts)
        do {
            let summary = try await read(connection, progress, since, largest, take, keep)
            await connection.close()
            return summary
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Signs in and counts what is new, without reading it.
    ///
    /// - Throws: ``MailboxFailure``.
    package func check(from progress: MailboxProgress, since: String) async throws -> Summary {
        let connection = MailboxConnection(settings, secret: secret, allowsPrivateHosts: allowsPrivateHosts)
        do {
            let listing = try await connection.list(after: progress, since: since, limit: Self.mailsAtOnce)
            await connection.close()
            return Summary(waiting: listing.mails.count)
        } catch {
            await connection.close()
            throw error
        }
    }

    private func read(
        _ connection: MailboxConnection,
        _ progress: MailboxProgress,
        _ since: String,
        _ largest: Int,
        _ take: ([UInt8]) async throws -> Bool,
        _ keep: (MailboxProgress) async throws -> Void
    ) async throws -> Summary {
        let listing = try await connection.list(after: progress, since: since, limit: Self.mailsAtOnce)
        var progress = listing.progress
        var summary = Summary()
        var done: [ListedMail] = []
        for (offset, mail) in listing.mails.enumerated() {
            if mail.size ?? 0 > largest {
                summary.tooLarge += 1
            } else {
                let bytes = try await connection.fetch(mail, limit: largest)
                summary.read += 1
                if try await take(bytes) {
                    summary.reports += 1
                    done.append(mail)
                }
            }
            if let id = mail.uniqueID { progress.read.append(id) } else { progress.lastUID = mail.number }
            if offset % 20 == 19 { try await keep(progress) }
        }
        if progress != listing.progress || progress.uidValidity != nil { try await keep(progress) }
        if settings.deletesReports { try await connection.delete(done) }
        return summary
    }
}
