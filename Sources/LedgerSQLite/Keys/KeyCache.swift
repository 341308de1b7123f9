import Ledger

/// Unwrapped keys that were used lately, at most `capacity` of them.
///
/// Two generations: when the young one is half the capacity, it becomes the old one and the old one is dropped. That keeps
/// what is used, at the cost of a dictionary look-up.
struct KeyCache {
    private let capacity: Int
    private var young: [KeySubject: SubjectKey] = [:]
    private var old: [KeySubject: SubjectKey] = [:]

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The key of a subject, if it is still there.
    mutating func key(of subject: KeySubject) -> SubjectKey? {
        if let key = young[subject] { return key }
        guard let key = old[subject] else { return nil }
        insert(key)
        return key
    }

    /// Keeps a key.
    mutating func insert(_ key: SubjectKey) {
        if young.count >= max(1, capacity / 2) {
            old = young
            young = [:]
        }
        young[key.subject] = key
    }

    /// Drops a key.
    mutating func remove(_ subject: KeySubject) {
        young[subject] = nil
        old[subject] = nil
    }
}
