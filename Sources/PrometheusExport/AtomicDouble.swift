import Synchronization

extension Atomic where Value == Double {
    /// Adds an amount; retries until nobody else changed the number in between.
    func add(_ amount: Double) {
        var current = load(ordering: .relaxed)
        while true {
            let (exchanged, original) = weakCompareExchange(
                expected: current,
                desired: current + amount,
                ordering: .relaxed
            )
            if exchanged { return }
            current = original
        }
    }
}
