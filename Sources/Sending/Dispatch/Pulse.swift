import Synchronization

/// Wakes one waiting task; a beat that comes while nobody waits is kept for whoever waits next.
///
/// Unlike a stream, it survives that a waiting task is cancelled.
final class Pulse: Sendable {
    private enum State {
        case quiet
        case beaten
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    /// Wakes who waits, or who will wait next.
    func beat() {
        let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard case .waiting(let continuation) = state else {
                state = .beaten
                return nil
            }
            state = .quiet
            return continuation
        }
        waiting?.resume()
    }

    /// Returns at the next beat, or when the task is cancelled, which may swallow a beat; only one task may wait.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isBeaten = state.withLock { state in
                    if case .quiet = state, !Task.isCancelled {
                        state = .waiting(continuation)
                        return false
                    }
                    state = .quiet
                    return true
                }
                if isBeaten { continuation.resume() }
            }
        } onCancel: {
            beat()
        }
    }
}
