import CoreMetrics
import Synchronization

/// A number that is set, and goes up and down.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    static let kind = SeriesKind.gauge

    let identity: SeriesIdentity

    private let value = Atomic<Double>(0)

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { self.value.store(value, ordering: .relaxed) }

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }

    /// Goes up; amounts that are negative or no number are left out.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.add(amount)
    }

    /// Goes down; amounts that are negative or no number are left out.
    func decrement(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        value.add(-amount)
    }

    func write(to page: inout String) {
        page += "\(identity.sample()) \(SampleValue.text(value.load(ordering: .relaxed)))\n"
    }
}
