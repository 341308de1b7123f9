/// The ledger goes on from a backup: what was recorded after it was made is lost, and a new epoch begins.
package struct LedgerRestored: Codable, Hashable, Sendable {
    /// The epoch that begins with this event.
    package var epoch: Int
    /// How many events the backup held.
    package var size: Int64
    /// The root over them, as 64 hexadecimal digits.
    package var root: String
    /// When the backup was made, in microseconds since 1970.
    package var madeAt: Int64
    /// How many copies stood open in the backup; what became of them is not known.
    package var uncertainCopies: Int
    /// How many batches stood open in the backup; they were ended.
    package var endedBatches: Int

    /// States the fact.
    package init(
        epoch: Int,
        size: Int64,
        root: String,
        madeAt: Int64,
        uncertainCopies: Int,
        endedBatches: Int
    ) {
        self.epoch = epoch
        self.size = size
        self.root = root
        self.madeAt = madeAt
        self.uncertainCopies = uncertainCopies
        self.endedBatches = endedBatches
    }
}
