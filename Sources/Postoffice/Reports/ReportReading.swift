import Dispatch

/// Runs the reading of strangers' mails one by one on a thread of its own.
enum ReportReading {
    private static let queue = DispatchQueue(label: "postboek.reports")

    /// Runs work to its end.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }
}
