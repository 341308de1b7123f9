import Foundation
import Ledger
import LedgerFiles
import Logging
import Mail
import MailLedger
import Privacy
import ProjectionEngine

/// Up to which ledger size the content of whoever was erased has been removed, kept in a file of its own.
///
/// Without the file nothing is known to be removed, and it is done again.
struct PurgedContent: Sendable {
    let path: String
    private let pool = BlockingPool(writers: 1, readers: 1, openers: 1)

    init(path: String) {
        self.path = path
    }

    /// The ledger size.
    func size() async -> Int64 {
        let path = path
        let bytes = try? await pool.run(.reading) { try DurableFile.read(path, limit: 64) }
        let text = bytes.flatMap(\.self).map { String(decoding: $0, as: UTF8.self) }
        return text.flatMap { Int64($0.prefix { $0 != "\n" }) } ?? 0
    }

    /// Keeps the ledger size, durably.
    func keep(_ size: Int64) async throws {
        let path = path
        try await pool.run(.writing) { try DurableFile.write(Array("\(size)\n".utf8), to: path) }
    }
}

extension Organization {
    /// Completes the removal of content that an earlier run did not come to; what is in the way is only logged.
    func finishRemoving() async {
        do {
            guard let privacy = try? requireViews().privacy else { return }
            let (destroyed, through) = try await privacy.read { db in try Privacy.destroyed(in: db) }
            try await removeErasedContent(of: destroyed, through: through, done: "")
        } catch {
            logger.error(
                "sealed content of erased persons could not be removed; its keys are gone",
                metadata: ["error": "\(type(of: error))"]
            )
        }
    }

    /// Removes the mails, reports and files of whoever was erased, unless that was done.
    ///
    /// The ledger says what there was, also what was queued while an erasure was under way.
    ///
    /// - Parameters:
    ///   - destroyed: The key subjects that were erased.
    ///   - through: The ledger size up to which that was decided.
    ///   - done: What holds already, to be said where content cannot be removed.
    /// - Throws: ``PostofficeError/unavailable(_:)``, which says that the erasure itself holds; what reading the ledger throws.
    func removeErasedContent(of destroyed: Set<KeySubject>, through: Int64, done: String) async throws {
        guard await purgedContent.size() < through else { return }
        let subjects = Set(destroyed.map(\.text))
        let ledger = ledger
        var left = 0
        try await ledger.forEach(before: try await ledger.head().size) { event in
            for name in try await self.erasedContent(of: event, subjects) {
                do {
                    try await self.content.remove(name)
                } catch {
                    left += 1
                }
            }
        }
        do {
            guard left == 0 else { throw ContentStoreError.storage(reason: "files are left") }
            try await purgedContent.keep(through)
        } catch {
            throw PostofficeError.unavailable(
                "the content folder. \(done): that is recorded and the keys are destroyed. But \(left) "
                    + "\(left == 1 ? "file" : "files") of sealed content, which nobody can open, could not be removed; "
                    + "make the organization's folder writable, then ask for the erasure again or start the service anew"
            )
        }
    }

    /// The content that an event names and that went with an erased subject.
    private func erasedContent(of event: RecordedEvent, _ subjects: Set<String>) async throws -> [ContentName] {
        switch event.header.type {
        case .messageQueued:
            let parts = try MailArchive.sealedParts(of: event)
            guard
                parts.contains(where: { subjects.contains($0.subject) }),
                case .messageQueued(let queued)? = try await archive.open([event]).first?.event
            else { return [] }
            // Whose key is gone has no address any more.
            let mails = queued.recipients.values.filter { $0.address == nil }.map(\.content)
            let shared = event.header.document.map { KeySubject.document($0).text }
            guard let shared, subjects.contains(shared) else { return mails.map { ContentName(text: $0) } }
            let files = Array(queued.attachments.values) + Array((queued.keptFiles ?? [:]).values)
            return (mails + files.map(\.content)).map { ContentName(text: $0) }
        case .reportReceived:
            guard
                case .reportReceived(let received)? = try await archive.open([event]).first?.event,
                !subjects.isDisjoint(with: received.readers ?? [])
            else { return [] }
            return [ContentName(text: received.content)]
        default: return []
        }
    }
}
