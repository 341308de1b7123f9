import CoreMetrics
import Synchronization

/// A number that only grows, until it is reset.
///
/// Whole increments are kept apart from fractions, so that counting stays one atomic addition and never loses precision.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
    static let kind = SeriesKind.counter

    let identity: SeriesIdentity

    private let whole = Atomic<Int64>(0)
    private let fractional = Atomic<Double>(0)

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    /// Adds; a counter does not go down, so negative amounts are left out.
    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Adds; amounts that are negative or no number are left out.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fractional.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractional.store(0, ordering: .relaxed)
    }

    func write(to page: inout String) {
        let whole = whole.load(ordering: .relaxed)
        let fractional = fractional.load(ordering: .relaxed)
        let value = fractional == 0 ? String(whole) : SampleValue.text(Double(whole) + fractional)
        page += "\(identity.sample()) \(value)\n"
    }
}
