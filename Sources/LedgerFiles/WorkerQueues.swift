import Dispatch
import Synchronization

/// A few serial queues for work that blocks, so that it never blocks the cooperative pool and never makes many threads.
struct WorkerQueues: ~Copyable, Sendable {
    private let queues: [DispatchQueue]
    private let turn = Atomic<Int>(0)

    init(label: String, count: Int) {
        queues = (0..<max(1, count)).map { DispatchQueue(label: "\(label).\($0)") }
    }

    /// Runs work on one of the queues, in turn.
    func perform<Value: Sendable, Failure: Error>(
        _ work: @escaping @Sendable () throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let index = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        let queue = queues[Int(index.magnitude % UInt(queues.count))]
        let done: Result<Value, Failure> = await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: Result(catching: work)) }
        }
        return try done.get()
    }
}
