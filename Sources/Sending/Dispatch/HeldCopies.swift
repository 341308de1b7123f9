import Ledger

/// Copies that the outbox still shows as due, though they are not to be touched now.
///
/// The view lags behind the ledger; until it knows of what was recorded, this does.
struct HeldCopies: Sendable {
    private var bySize: [CopyID: Int64] = [:]
    private var byTime: [CopyID: Timestamp] = [:]

    /// How many there are.
    var count: Int { bySize.count + byTime.count }

    /// Whether a copy is not to be touched.
    func contains(_ copy: CopyID) -> Bool {
        bySize[copy] != nil || byTime[copy] != nil
    }

    /// Holds a copy until the view holds so many events.
    mutating func hold(_ copy: CopyID, untilSize size: Int64) {
        bySize[copy] = size
    }

    /// Holds a copy until a moment.
    mutating func hold(_ copy: CopyID, until moment: Timestamp) {
        byTime[copy] = moment
    }

    /// Lets go of what a view of so many events knows, and of what has waited long enough.
    mutating func release(size: Int64, now: Timestamp) {
        bySize = bySize.filter { $0.value > size }
        byTime = byTime.filter { $0.value > now }
    }
}
