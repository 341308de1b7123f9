import Ledger
import Mail
import MailLedger
import Outbox

/// Withdraws copies before they leave.
///
/// A withdrawal takes the place of the copy's next attempt: both are written under the same key, of which the ledger takes
/// one. So whichever comes first holds, however close they are and however far a view lags behind.
package struct CopyWithdrawal: Sendable {
    private let recorder: CopyRecorder

    /// Makes withdrawals of one organization.
    package init(
        ledger: any LedgerAppending & LedgerReading,
        archive: MailArchive,
        clock: any DispatchClock = SystemDispatchClock()
    ) {
        recorder = CopyRecorder(ledger: ledger, archive: archive, clock: clock)
    }

    /// What came of a withdrawal.
    package enum Outcome: Hashable, Sendable {
        /// The copy will not leave; a view that holds this many events knows.
        case withdrawn(size: Int64)
        /// An attempt was begun before, or it was withdrawn before.
        case tooLate
        /// The ledger did not take it, for this reason.
        case failed(reason: String)
    }

    /// Withdraws a copy that waits.
    ///
    /// - Parameters:
    ///   - copy: The copy, as the outbox knows it.
    ///   - reason: Why, in words without anybody's data; it stays in clear.
    ///   - actor: Who does it.
    /// - Returns: Whether it was in time.
    package func withdraw(_ copy: PendingCopy, reason: String, actor: OpaqueID?) async -> Outcome {
        guard copy.state != .attempting else { return .tooLate }
        let cancelled = MailEvent.messageCancelled(MessageCancelled(reason: reason))
        do {
            let outcome = try await recorder.record(
                [cancelled],
                of: copy,
                attempt: copy.attempt + 1,
                as: .attempt,
                actor: actor
            )
            return outcome.isRepeat ? .tooLate : .withdrawn(size: outcome.positions.upperBound + 1)
        } catch {
            switch error {
            case .ledgerStopped(let reason), .refused(let reason): return .failed(reason: reason)
            case .overloaded: return .failed(reason: "too much is waiting at this moment")
            }
        }
    }
}
