import Dispatch
import Foundation

/// A connection to a bounce mailbox, on a thread of its own.
///
/// Safe to share although it is not checked: the session is only touched on the queue, which runs one call at a time.
final class MailboxConnection: @unchecked Sendable {
    private let settings: MailboxSettings
    private let secret: String
    private let allowsPrivateHosts: Bool
    private let queue = DispatchQueue(label: "postboek.mailbox")
    private var session: CurlSession?

    /// Names a mailbox; nothing is connected yet.
    init(_ settings: MailboxSettings, secret: String, allowsPrivateHosts: Bool) {
        self.settings = settings
        self.secret = secret
        self.allowsPrivateHosts = allowsPrivateHosts
    }

    /// What was not read yet.
    ///
    /// - Parameters:
    ///   - progress: How far the mailbox was read.
    ///   - since: A day such as `21-Nov-2026`, before which nothing is looked at the first time.
    ///   - limit: How many mails at most.
    /// - Returns: What lies there.
    /// - Throws: ``MailboxFailure``.
    func list(after progress: MailboxProgress, since: String, limit: Int) async throws -> MailboxListing {
        try await onQueue { session in
            switch self.settings.access {
            case .imap: try self.listIMAP(session, progress, since: since, limit: limit)
            case .pop3: try self.listPOP3(session, progress, limit: limit)
            }
        }
    }

    /// A whole mail.
    func fetch(_ mail: ListedMail, limit: Int) async throws -> [UInt8] {
        try await onQueue { session in
            switch self.settings.access {
            case .imap: try session.perform("\(self.settings.urlFolder);UID=\(mail.number)", limit: limit)
            case .pop3: try session.perform("\(mail.number)", limit: limit)
            }
        }
    }

    /// Deletes mails for good.
    func delete(_ mails: [ListedMail]) async throws {
        guard !mails.isEmpty else { return }
        try await onQueue { session in
            switch self.settings.access {
            case .imap:
                let numbers = Self.list(mails.map(\.number))
                let folder = self.settings.urlFolder
                _ = try session.perform(folder, command: "SELECT \(self.settings.quotedFolder)")
                _ = try session.perform(folder, command: "UID STORE \(numbers) +FLAGS.SILENT (\\Deleted)")
                // Without UIDPLUS (RFC 4315) they stay flagged: a plain EXPUNGE would take along what others flagged.
                _ = try? session.perform(folder, command: "UID EXPUNGE \(numbers)")
            case .pop3:
                for mail in mails { _ = try session.perform("\(mail.number)", command: "DELE", hasBody: false) }
            }
        }
    }

    /// Signs out.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.session = nil
                continuation.resume()
            }
        }
    }

    private func onQueue<Value: Sendable>(
        _ work: @escaping @Sendable (CurlSession) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async {
                do {
                    let session =
                        try self.session
                        ?? CurlSession(
                            self.settings,
                            secret: self.secret,
                            allowsPrivateHosts: self.allowsPrivateHosts
                        )
                    self.session = session
                    continuation.resume(returning: try work(session))
                } catch {
                    self.session = nil
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    private func listIMAP(
        _ session: CurlSession,
        _ progress: MailboxProgress,
        since: String,
        limit: Int
    ) throws -> MailboxListing {
        let folder = settings.urlFolder
        // Examined, a folder is not changed by reading (RFC 9051 §6.3.3): its mails stay as unread as they were.
        let opened = try session.perform(folder, command: "EXAMINE \(settings.quotedFolder)")
        guard let validity = MailboxAnswers.uidValidity(opened) else {
            throw MailboxFailure(.answer, "the server does not tell the folder's UIDVALIDITY")
        }
        var progress = progress
        if progress.uidValidity != validity { progress = MailboxProgress() }
        progress.uidValidity = validity
        let first = progress.lastUID + 1
        let days = progress.lastUID == 0 ? " SINCE \(since)" : ""
        let found = MailboxAnswers.found(
            try session.perform(folder, command: "UID SEARCH UID \(first):*\(days)")
        )
        // A range that ends in a star always holds the last mail.
        let numbers = found.filter { $0 >= first }.prefix(limit)
        guard !numbers.isEmpty else { return MailboxListing(progress: progress, mails: []) }
        let sizes = MailboxAnswers.sizes(
            try session.perform(folder, command: "UID FETCH \(Self.list(numbers)) (RFC822.SIZE)")
        )
        return MailboxListing(progress: progress, mails: numbers.map { ListedMail(number: $0, size: sizes[$0]) })
    }

    /// Numbers as IMAP takes them (RFC 9051 §9, sequence-set).
    private static func list(_ numbers: some Sequence<Int64>) -> String {
        numbers.map(String.init).joined(separator: ",")
    }

    private func listPOP3(
        _ session: CurlSession,
        _ progress: MailboxProgress,
        limit: Int
    ) throws -> MailboxListing {
        let uniqueIDs = MailboxAnswers.numbered(try session.perform(command: "UIDL"))
        let sizes = MailboxAnswers.numbered(try session.perform())
        let known = Set(progress.read)
        var progress = progress
        progress.read = uniqueIDs.values.filter { known.contains($0) }.sorted()
        let new = uniqueIDs.filter { !known.contains($0.value) }.sorted { $0.key < $1.key }.prefix(limit)
        let mails = new.map { number, id in
            ListedMail(number: number, uniqueID: id, size: sizes[number].flatMap { Int($0) })
        }
        return MailboxListing(progress: progress, mails: Array(mails))
    }
}
