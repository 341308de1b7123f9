/// How sure a verdict on a pixel hit is.
///
/// The raw values are stored in events; they never change.
package enum HitConfidence: String, CaseIterable, Hashable, Comparable, Sendable {
    case low, medium, high

    /// Whether the left one is less sure.
    package static func < (left: Self, right: Self) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        }
    }
}
