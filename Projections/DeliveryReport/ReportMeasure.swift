import Mail

/// The names of what is counted.
enum ReportMeasure {
    static let copies = "copies"
    static let sent = "sent"
    static let inTransit = "in_transit"
    static let delivered = "delivered"
    static let read = "read"
    static let unknown = "unknown"
    static let cancelled = "cancelled"

    /// The class of a failure, by its own name.
    static func failed(_ failureClass: FailureClass) -> String { "failed.\(failureClass.rawValue)" }

    /// What the weightiest evidence about a copy makes it count as.
    static func status(_ kind: StatusEvidence.Kind) -> String {
        if let failureClass = kind.failureClass { return failed(failureClass) }
        return switch kind.status {
        case .inTransit: inTransit
        case .delivered: delivered
        case .read: read
        case .unknown: unknown
        case .failed: cancelled
        }
    }

    static let deliverPrefix = "deliver."
    static let readPrefix = "toread."

    static func timeToDeliver(_ microseconds: Int64) -> String { deliverPrefix + bucket(microseconds) }
    static func timeToRead(_ microseconds: Int64) -> String { readPrefix + bucket(microseconds) }

    private static func bucket(_ microseconds: Int64) -> String {
        let number = TimeBuckets.bucket(ofSeconds: max(0, microseconds) / 1_000_000)
        return number < 10 ? "0\(number)" : "\(number)"
    }
}

/// Times in a few buckets that grow, so that a median costs the same for ten copies and ten million.
package enum TimeBuckets {
    /// The first second that is no longer in a bucket; what is longer than all is in one more.
    package static let bounds: [Int64] = [
        1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800,
        345_600,
        604_800, 1_209_600, 2_592_000,
    ]

    /// The bucket of a time.
    package static func bucket(ofSeconds seconds: Int64) -> Int {
        bounds.firstIndex { seconds < $0 } ?? bounds.count
    }

    /// The median of the times in some buckets: exact as to its bucket, and within it as if the times were spread evenly.
    ///
    /// - Returns: nil where there are no times.
    package static func median(_ counts: [Int: Int]) -> Int64? {
        let total = counts.values.reduce(0, +)
        guard total > 0 else { return nil }
        let middle = Double(total) / 2
        var before = 0.0
        for (bucket, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 {
            guard before + Double(count) >= middle else {
                before += Double(count)
                continue
            }
            let low = bucket == 0 ? 0 : bounds[bucket - 1]
            let high = bucket < bounds.count ? bounds[bucket] : low
            return low + Int64(Double(high - low) * (middle - before) / Double(count))
        }
        return nil
    }
}
