/// What one measurement gave.
struct Measurement: Encodable, Sendable {
    /// What was measured.
    let name: String
    /// How many events, or synced writes, a second.
    var perSecond: Double
    /// How long one of them took, in milliseconds.
    var milliseconds: Percentiles
    /// How many events a commit held; nil where that is given.
    var batch: Percentiles?

    /// Of several measurements of the same thing, the one in the middle.
    static func median(of measurements: [Self]) -> Self {
        measurements.sorted { $0.perSecond < $1.perSecond }[measurements.count / 2]
    }
}

/// What half, 95 and 99 of a hundred values do not exceed.
struct Percentiles: Encodable, Sendable {
    let p50: Double
    let p95: Double
    let p99: Double

    init(of values: [Double]) {
        let sorted = values.sorted()
        func value(at share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
        p50 = value(at: 0.5)
        p95 = value(at: 0.95)
        p99 = value(at: 0.99)
    }
}

extension Duration {
    /// The duration in milliseconds.
    var milliseconds: Double { self / .milliseconds(1) }
}
