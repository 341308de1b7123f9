/// Hits on one copy that came too fast to be events of their own, counted in one.
package struct FloodCount: Hashable, Sendable {
    /// The copy.
    package let subject: PixelSubject

    /// How many hits are counted here, beside those that became events.
    package private(set) var count: Int

    /// When the first of them came, in microseconds since 1970.
    package private(set) var firstAt: Int64

    /// When the last of them came, in microseconds since 1970.
    package private(set) var lastAt: Int64

    init(subject: PixelSubject, at: Int64) {
        self.subject = subject
        count = 1
        firstAt = at
        lastAt = at
    }

    /// Both counts in one.
    func merged(with other: FloodCount?) -> FloodCount {
        guard let other else { return self }
        var merged = self
        merged.count += other.count
        merged.firstAt = min(firstAt, other.firstAt)
        merged.lastAt = max(lastAt, other.lastAt)
        return merged
    }
}
