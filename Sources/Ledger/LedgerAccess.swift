/// The size and root of a ledger at a moment, with the epoch it was in.
package struct LedgerHead: Hashable, Sendable {
    /// How many events the ledger holds; the newest stands at `size - 1`.
    package let size: Int64
    /// The root of the tree over all of them.
    package let root: Hash
    /// The ledger's epoch.
    package let epoch: Int

    /// Makes a head.
    package init(size: Int64, root: Hash, epoch: Int) {
        self.size = size
        self.root = root
        self.epoch = epoch
    }
}

/// Reads a ledger.
///
/// All calls may run at once, beside appends.
package protocol LedgerReading: Sendable {
    /// The ledger's id, which every header names.
    var id: OpaqueID { get }

    /// The newest durable head.
    func head() async throws -> LedgerHead

    /// At most `limit` events from `position` on, in order, without gaps; empty at the end.
    func events(from position: Int64, limit: Int) async throws -> [RecordedEvent]

    /// The size of the ledger whenever it grew, newest only, starting with the present one. Ends when the ledger is closed.
    func sizes() -> AsyncStream<Int64>
}

/// Appends to a ledger.
///
/// All calls may run at once.
package protocol LedgerAppending: Sendable {
    /// Appends the events of a request, all or none; they are durable, in the tree and anchored before the call returns.
    ///
    /// A task that is cancelled meanwhile changes nothing: what was handed over is finished and answered.
    func append(_ request: AppendRequest) async throws(AppendError) -> AppendOutcome
}
