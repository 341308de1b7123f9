/// Holds the newest entries of a table with random keys in memory, and gives them out in sorted slices to be merged.
///
/// The entries stand in the file a second time in the order they came, from where they are loaded on opening.
struct DeferredMerge<Key: Hashable & Comparable, Value> {
    /// Entries to write, in the order of their keys.
    struct Slice {
        let entries: [(key: Key, value: Value)]
        /// Set on the last slice: all entries numbered up to this are merged.
        let mergedThrough: Int64?
    }

    private let threshold: Int
    private let sliceSize: Int
    private var recent: [Key: (value: Value, number: Int64)] = [:]
    /// What is being merged, the next entry last.
    private var pending: [(key: Key, value: Value)] = []
    private var through: Int64 = 0

    /// Starts a merge whenever `threshold` entries wait, and gives a tenth of them at a time, so that no commit waits long.
    init(threshold: Int) {
        self.threshold = threshold
        self.sliceSize = max(1, threshold / 10)
    }

    /// The newest value of a key that is not merged yet.
    subscript(_ key: Key) -> Value? { recent[key]?.value }

    /// Adds an entry; numbers never decrease.
    mutating func put(_ value: Value, for key: Key, number: Int64) {
        recent[key] = (value, number)
    }

    /// The next slice to write, if there is something to merge; `newest` is the highest number put so far.
    mutating func nextSlice(newest: Int64) -> Slice? {
        if pending.isEmpty {
            guard recent.count >= threshold else { return nil }
            pending = recent.map { (key: $0.key, value: $0.value.value) }.sorted { $0.key > $1.key }
            through = newest
        }
        let entries = Array(pending.suffix(sliceSize).reversed())
        pending.removeLast(entries.count)
        guard pending.isEmpty else { return Slice(entries: entries, mergedThrough: nil) }
        recent = recent.filter { $0.value.number > through }
        return Slice(entries: entries, mergedThrough: through)
    }
}
