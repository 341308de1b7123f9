import Synchronization

/// Lets requests wait while a commit is under way, and hands what waits to the writer as the next one.
final class Sequencer: Sendable {
    private typealias Answer = Result<AppendOutcome, AppendError>

    private struct Waiting {
        let request: AppendRequest
        let bytes: Int
        let continuation: CheckedContinuation<Answer, Never>

        /// How many events it counts for; a question about a key takes a place too.
        var events: Int { max(1, request.events.count) }
    }

    private struct State {
        var waiting: [Waiting] = []
        var events = 0
        var bytes = 0
        var isRunning = false
        var refusal: AppendError?
        var closers: [CheckedContinuation<Void, Never>] = []
        var isClosed = false
    }

    private let writer: LedgerWriter
    private let pool: BlockingPool
    private let limits: LedgerLimits
    private let state = Mutex(State())

    init(writer: LedgerWriter, pool: BlockingPool, limits: LedgerLimits) {
        self.writer = writer
        self.pool = pool
        self.limits = limits
    }

    /// Why nothing is appended any more; nil while appends are taken.
    var refusal: AppendError? { state.withLock { $0.refusal } }

    func append(_ request: AppendRequest) async throws(AppendError) -> AppendOutcome {
        if let reason = limits.refusal(of: request) { throw .refused(reason: reason) }
        let answer = await withCheckedContinuation { continuation in
            enqueue(Waiting(request: request, bytes: request.bodyBytes, continuation: continuation))
        }
        return try answer.get()
    }

    /// What became of the request that had this key; nil if there was none.
    ///
    /// Decided in turn, as an append would be.
    func outcome(of key: IdempotencyKey) async throws(AppendError) -> AppendOutcome? {
        let question = AppendRequest([], idempotency: key)
        let answer = await withCheckedContinuation { continuation in
            enqueue(Waiting(request: question, bytes: 0, continuation: continuation))
        }
        do {
            return try answer.get()
        } catch .nothingKept {
            return nil
        }
    }

    /// Finishes what waits, then closes the store.
    ///
    /// May be called again.
    func close() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                guard !state.isClosed else { return true }
                state.refusal = .closed
                state.closers.append(continuation)
                if !state.isRunning {
                    state.isRunning = true
                    run()
                }
                return false
            }
            if isClosed { continuation.resume() }
        }
    }

    private func enqueue(_ waiting: Waiting) {
        let refusal: AppendError? = state.withLock { state in
            if let refusal = state.refusal { return refusal }
            guard
                state.events + waiting.events <= limits.waitingEvents,
                state.bytes + waiting.bytes <= limits.waitingBytes
            else { return .overloaded }
            state.waiting.append(waiting)
            state.events += waiting.events
            state.bytes += waiting.bytes
            guard !state.isRunning else { return nil }
            state.isRunning = true
            run()
            return nil
        }
        if let refusal { waiting.continuation.resume(returning: .failure(refusal)) }
    }

    private func run() {
        pool.submit(.writing) { self.commitNext() }
    }

    /// One commit; then the thread is offered to other ledgers before the next.
    private func commitNext() {
        let batch = state.withLock { Self.takeBatch(from: &$0, limits: limits) }
        if batch.isEmpty { return rest() }
        let answers: [Answer]
        do {
            answers = try writer.append(batch.map(\.request))
        } catch {
            return fail(batch, reason: String(describing: error))
        }
        for (waiting, answer) in zip(batch, answers) { waiting.continuation.resume(returning: answer) }
        run()
    }

    private static func takeBatch(from state: inout State, limits: LedgerLimits) -> [Waiting] {
        var count = 0
        var events = 0
        var bytes = 0
        for waiting in state.waiting {
            events += waiting.events
            bytes += waiting.bytes
            guard count == 0 || (events <= limits.batchEvents && bytes <= limits.batchBytes) else {
                events -= waiting.events
                bytes -= waiting.bytes
                break
            }
            count += 1
        }
        let batch = Array(state.waiting.prefix(count))
        state.waiting.removeFirst(count)
        state.events -= events
        state.bytes -= bytes
        return batch
    }

    /// Nothing waits: lets go of the thread, or closes if that was asked.
    private func rest() {
        let next: (mayClose: Bool, mustRun: Bool) = state.withLock { state in
            guard state.waiting.isEmpty else { return (false, true) }
            guard !state.closers.isEmpty, !state.isClosed else {
                state.isRunning = false
                return (false, false)
            }
            return (true, false)
        }
        if next.mustRun { run() }
        guard next.mayClose else { return }
        // A failure to close loses nothing: what was acknowledged is durable, and the next opening verifies it.
        try? writer.close()
        let closers = state.withLock { state in
            state.isClosed = true
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    /// What was stored of the batch is not known, so nothing may follow it until the ledger was verified anew.
    private func fail(_ batch: [Waiting], reason: String) {
        let later = state.withLock { state in
            if state.refusal == nil { state.refusal = .readOnly(reason: reason) }
            defer {
                state.waiting = []
                state.events = 0
                state.bytes = 0
            }
            return state.waiting
        }
        for waiting in batch + later { waiting.continuation.resume(returning: .failure(.storage(reason: reason))) }
        run()
    }
}
