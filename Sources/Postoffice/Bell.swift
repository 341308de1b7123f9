import Synchronization

/// Wakes one sleeper before its time.
final class Bell: Sendable {
    private struct State {
        var isRung = false
        var sleeper: Task<Void, Never>?
    }

    private let state = Mutex(State())

    /// Wakes who sleeps; where nobody does, the next sleep ends at once.
    func ring() {
        state.withLock { state in
            state.isRung = true
            state.sleeper?.cancel()
        }
    }

    /// Sleeps until the time is over, the bell rings, or the task is cancelled.
    func sleep(for time: Duration) async {
        let sleeper = state.withLock { state -> Task<Void, Never>? in
            guard !state.isRung else { return nil }
            let sleeper = Task<Void, Never> { try? await Task.sleep(for: time) }
            state.sleeper = sleeper
            return sleeper
        }
        if let sleeper {
            await withTaskCancellationHandler {
                await sleeper.value
            } onCancel: {
                sleeper.cancel()
            }
        }
        state.withLock { $0 = State() }
    }
}
