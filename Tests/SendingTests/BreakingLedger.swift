import Ledger
import Synchronization

/// A ledger that takes a number of appends and then, as a full disk makes it, none.
final class BreakingLedger: LedgerReading, LedgerAppending {
    private let ledger: OpenLedger
    private let left: Mutex<Int>

    init(_ ledger: OpenLedger, appends: Int) {
        self.ledger = ledger
        left = Mutex(appends)
    }

    var id: OpaqueID { ledger.id }

    func head() async throws -> LedgerHead { try await ledger.head() }

    func events(from position: Int64, limit: Int) async throws -> [RecordedEvent] {
        try await ledger.events(from: position, limit: limit)
    }

    func sizes() -> AsyncStream<Int64> { ledger.sizes() }

    func append(_ request: AppendRequest) async throws(AppendError) -> AppendOutcome {
        let takes = left.withLock { left in
            left -= 1
            return left >= 0
        }
        guard takes else { throw .readOnly(reason: "the disk is full") }
        return try await ledger.append(request)
    }
}
