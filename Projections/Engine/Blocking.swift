import Dispatch
import GRDB

/// Runs work that blocks on threads of its own, where a cancelled task cannot cut it short either.
enum Blocking {
    private static let queue = DispatchQueue(label: "postboek.views", attributes: .concurrent)

    /// Runs work to its end.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

extension DatabaseWriter {
    /// Runs one transaction to its end.
    ///
    /// GRDB's own `async` writes roll back when their task is cancelled; this one does not look at the task.
    func transaction<Value: Sendable>(
        _ updates: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            asyncWrite(updates) { _, result in continuation.resume(with: result) }
        }
    }
}
