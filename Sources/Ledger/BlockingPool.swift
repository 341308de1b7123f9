import Dispatch
import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A few threads for calls that block: disks, syncs.
///
/// One pool serves all open ledgers.
///
/// Writing, reading and opening have lanes of their own, so that none waits for the others' threads. Threads start when
/// they are first needed and end with the pool.
package final class BlockingPool: Sendable {
    /// What a job is for.
    package enum Lane: Sendable {
        /// Appending to ledgers.
        case writing
        /// Short reads.
        case reading
        /// Verifying and closing whole ledgers.
        case opening
    }

    private let writing: ThreadLane
    private let reading: ThreadLane
    private let opening: ThreadLane

    /// Makes a pool with at most so many threads for each lane.
    package init(writers: Int = 2, readers: Int = 4, openers: Int = 2) {
        self.writing = ThreadLane(limit: writers)
        self.reading = ThreadLane(limit: readers)
        self.opening = ThreadLane(limit: openers)
    }

    deinit {
        for lane in [writing, reading, opening] { lane.stop() }
    }

    /// Runs a job on a thread of the lane, as soon as one is free.
    package func submit(_ lane: Lane, _ job: @escaping @Sendable () -> Void) {
        switch lane {
        case .writing: writing.submit(job)
        case .reading: reading.submit(job)
        case .opening: opening.submit(job)
        }
    }

    /// Runs a job on a thread of the lane and waits for its result; a cancelled task still waits.
    package func run<Result: Sendable>(
        _ lane: Lane,
        _ job: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            submit(lane) { continuation.resume(with: Swift.Result(catching: job)) }
        }
    }
}

/// Threads that take jobs from one queue.
private final class ThreadLane: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var next = 0
        var threads = 0
        var idle = 0
        var isStopped = false
    }

    private let limit: Int
    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)

    init(limit: Int) {
        self.limit = max(1, limit)
    }

    func submit(_ job: @escaping @Sendable () -> Void) {
        let needsThread = state.withLock { state in
            state.jobs.append(job)
            guard state.idle < state.jobs.count - state.next, state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        if needsThread { startThread { self.work() } }
        wake.signal()
    }

    func stop() {
        let threads = state.withLock { state in
            state.isStopped = true
            return state.threads
        }
        for _ in 0..<threads { wake.signal() }
    }

    private func work() {
        while true {
            state.withLock { $0.idle += 1 }
            wake.wait()
            let job: (@Sendable () -> Void)? = state.withLock { state in
                state.idle -= 1
                guard state.next < state.jobs.count else { return nil }
                defer {
                    state.next += 1
                    if state.next == state.jobs.count {
                        state.jobs.removeAll(keepingCapacity: true)
                        state.next = 0
                    }
                }
                return state.jobs[state.next]
            }
            if let job { job() } else if state.withLock({ $0.isStopped }) { return }
        }
    }
}

private final class ThreadBody {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}

/// Starts a thread of its own, which Swift's own pool knows nothing of.
private func startThread(_ run: @escaping @Sendable () -> Void) {
    let body = Unmanaged.passRetained(ThreadBody(run))
    #if canImport(Darwin)
    var thread: pthread_t?
    let failure = pthread_create(
        &thread,
        nil,
        {
            Unmanaged<ThreadBody>.fromOpaque($0).takeRetainedValue().run(); return nil
        },
        body.toOpaque()
    )
    if let thread { pthread_detach(thread) }
    #else
    var thread = pthread_t()
    let failure = pthread_create(
        &thread,
        nil,
        { argument in
            if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
            return nil
        },
        body.toOpaque()
    )
    if failure == 0 { pthread_detach(thread) }
    #endif
    precondition(failure == 0, "no thread could be started: error \(failure)")
}
