import Batches
import Foundation
import Ledger
import Mail
import MailLedger
import Outbox
import ProjectionEngine

/// A copy that stood open in a backup: whether it was mailed since is not known.
package struct UncertainCopy: Codable, Hashable, Sendable {
    /// The message.
    package var message: String
    /// The recipient's number in it, from 1.
    package var recipient: Int
    /// The method it was to go by.
    package var method: String
    /// Whether it was scheduled for a moment that has not come, so that it can only have been cancelled meanwhile.
    package var isEarly: Bool
}

extension Organization {
    /// States that the ledger goes on from a backup, and ends what stood open in it, so that nothing is mailed twice.
    ///
    /// - Parameters:
    ///   - root: The root over the events of the backup.
    ///   - madeAt: When the backup was made, in microseconds since 1970.
    /// - Returns: The copies whose end is not known, and how many batches were ended.
    /// - Throws: ``PostofficeError`` where the restored ledger takes no events.
    func beginAfterRestore(root: String, madeAt: Int64) async throws -> (copies: [UncertainCopy], batches: Int) {
        try requireWritable()
        let views = try requireViews()
        let size = try await ledger.head().size
        guard await views.wait(until: size, timeout: .seconds(600)) else {
            throw PostofficeError.unavailable("the views, which do not catch up with the restored ledger")
        }
        let open = try await views.outbox.read { db in
            try Outbox.open(in: db)
        }
        let batches = try await views.batches.read { db in try Batches.open(in: db).filter { $0.cancelledAt == nil } }
        let restored = LedgerRestored(
            epoch: ledger.epoch,
            size: size,
            root: root,
            madeAt: madeAt,
            uncertainCopies: open.count,
            endedBatches: batches.count
        )
        let now = Timestamp.now()
        // In several appends: a restore that is cut off here begins anew, since the folder has no name yet.
        var facts = [MailFact(.ledgerRestored(restored), occurredAt: now)]
        facts += batches.map { MailFact(.batchCancelled(BatchCancelled(batch: $0.id.description)), occurredAt: now) }
        facts += open.map { uncertain($0, at: now) }
        for start in stride(from: 0, to: facts.count, by: 500) {
            _ = try await append(Array(facts[start..<min(start + 500, facts.count)]))
        }
        let copies = open.map { copy in
            UncertainCopy(
                message: copy.message.description,
                recipient: copy.recipient,
                method: copy.method.rawValue,
                isEarly: copy.queuedAt > now
            )
        }
        return (copies, batches.count)
    }

    private func uncertain(_ copy: PendingCopy, at now: Timestamp) -> MailFact {
        var report = SendReport(method: copy.method, stage: "restored")
        // Words are sealed for the person; where that key is gone, the stage says enough.
        let person = copy.address.map { archive.index.person(address: $0) }
        if person != nil {
            report.failure = "a backup was put back; whether this mail left after the backup was made is not known"
        }
        return MailFact(
            .messageUncertain(report),
            document: copy.document,
            message: copy.message,
            recipient: copy.recipient,
            person: person,
            attempt: copy.attempt == 0 ? nil : copy.attempt,
            occurredAt: now
        )
    }
}
