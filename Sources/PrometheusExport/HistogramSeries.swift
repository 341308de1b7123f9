import CoreMetrics
import Synchronization

/// How often values fell below each of a few bounds, with their number and sum.
///
/// One lock a series keeps the three in step on the page; it is held for an addition.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    private struct Tally {
        var counts: [UInt64]
        var sum = 0.0
    }

    static let kind = SeriesKind.histogram

    let identity: SeriesIdentity
    let buckets: HistogramBuckets

    private let tally: Mutex<Tally>

    init(_ identity: SeriesIdentity, buckets: HistogramBuckets) {
        self.identity = identity
        self.buckets = buckets
        tally = Mutex(Tally(counts: Array(repeating: 0, count: buckets.bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(max(0, duration))) }

    func record(_ value: Int64) { record(Double(value)) }

    /// Counts a value; what is no number is left out, since the sum would never recover from it.
    func record(_ value: Double) {
        guard value.isFinite else { return }
        let index = buckets.index(of: value)
        tally.withLock { tally in
            tally.counts[index] += 1
            tally.sum += value
        }
    }

    func write(to page: inout String) {
        let tally = tally.withLock { $0 }
        var count: UInt64 = 0
        for (index, bucket) in tally.counts.enumerated() {
            count += bucket
            let bound = index < buckets.bounds.count ? buckets.bounds[index] / buckets.scale : .infinity
            page += identity.sample(suffix: "_bucket", label: "le=\"\(SampleValue.text(bound))\"")
            page += " \(count)\n"
        }
        page += "\(identity.sample(suffix: "_sum")) \(SampleValue.text(tally.sum / buckets.scale))\n"
        page += "\(identity.sample(suffix: "_count")) \(count)\n"
    }
}
