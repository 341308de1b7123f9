import Synchronization

/// How far a view has come, and who waits for it to come further.
final class ViewProgress: Sendable {
    private struct Waiter {
        let size: Int64
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var size: Int64
        var next = 0
        var waiters: [Int: Waiter] = [:]
        var cancelled: Set<Int> = []
    }

    private let state: Mutex<State>

    init(size: Int64) {
        state = Mutex(State(size: size))
    }

    var size: Int64 { state.withLock(\.size) }

    /// Notes how far the view has come, and wakes those who waited for that.
    func advance(to size: Int64) {
        let ready = state.withLock { state in
            state.size = max(state.size, size)
            let ready = state.waiters.filter { $0.value.size <= state.size }
            for id in ready.keys { state.waiters[id] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns when the view has come so far, or when the task is cancelled.
    func reached(_ size: Int64) async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard state.size < size, state.cancelled.remove(id) == nil else { return false }
                    state.waiters[id] = Waiter(size: size, continuation: continuation)
                    return true
                }
                if !waits { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                let waiter = state.waiters.removeValue(forKey: id)
                if waiter == nil { state.cancelled.insert(id) }
                return waiter
            }
            waiter?.continuation.resume()
        }
        state.withLock { state in _ = state.cancelled.remove(id) }
    }
}
