import Ledger
import Sending
import Synchronization

/// A clock that stands still until it is told to go on.
final class ManualClock: DispatchClock {
    private struct State {
        var now = Timestamp(microseconds: 1_795_219_200_000_000)
        var next = 0
        var sleepers: [Int: (until: Timestamp, continuation: CheckedContinuation<Void, Never>)] = [:]
        var cancelled: Set<Int> = []
    }

    private let state = Mutex(State())

    func now() -> Timestamp { state.withLock { $0.now } }

    func advance(bySeconds seconds: Double) {
        let woken = state.withLock { state in
            state.now = state.now.adding(seconds: seconds)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    func sleep(until moment: Timestamp) async {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let sleeps = state.withLock { state in
                    guard moment > state.now, state.cancelled.remove(id) == nil else { return false }
                    state.sleepers[id] = (moment, continuation)
                    return true
                }
                if !sleeps { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.continuation.resume()
        }
    }
}
