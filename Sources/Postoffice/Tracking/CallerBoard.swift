import Evidence
import Ledger
import Synchronization

/// Knows for an hour from which addresses each organization used the service: one for the whole office, in memory alone.
final class CallerBoard: Sendable {
    private let callers = Mutex(CallerWatch())

    /// Takes note that an organization used the service from an address.
    func note(_ address: NetworkAddress, of ledger: OpaqueID, at moment: Timestamp) {
        guard let tag = OrganizationTag(bytes: ledger.bytes) else { return }
        callers.withLock { $0.note(address, of: tag, at: moment.microseconds) }
    }

    /// Whether an organization used the service from an address within the hour before a moment.
    func knows(_ address: NetworkAddress?, of ledger: OpaqueID, at moment: Int64) -> Bool {
        guard let address, let tag = OrganizationTag(bytes: ledger.bytes) else { return false }
        return callers.withLock { $0.knows(address, of: tag, at: moment) }
    }
}
