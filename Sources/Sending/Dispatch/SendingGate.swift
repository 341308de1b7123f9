import Ledger
import Mail
import Synchronization

/// Where the copies of all organizations wait for their turn: for one of the slots that they share, and for their rate.
///
/// Whoever was let through longest ago goes next, so one organization's thousands do not keep another's single copy
/// waiting. The last slots are for organizations that have none: servers that hang cannot take them all.
package final class SendingGate: Sendable {
    /// How a wait ended.
    package enum Entry: Hashable, Sendable {
        /// It may be handed over; then ``SendingGate/leave(_:lane:)``.
        case granted
        /// The rate allows nothing until this moment.
        case limited(until: Timestamp)
        /// The dispatcher stops.
        case stopped
    }

    private struct Waiter {
        let id: Int
        let party: OpaqueID
        let lane: SendingLane
        let rate: SendingRate
        let continuation: CheckedContinuation<Entry, Never>
    }

    private struct Guest: Hashable {
        let party: OpaqueID
        let lane: SendingLane
    }

    private struct State {
        var waiters: [Waiter] = []
        var cancelled: Set<Int> = []
        var nextID = 0
        var used: [OpaqueID: Int] = [:]
        var lanes: [SendingLane: LaneUse] = [:]
        var known: Set<Guest> = []
        var turns: [OpaqueID: Int] = [:]
        var turn = 0
        var timer: (at: Timestamp, task: Task<Void, Never>)?
    }

    private let slots: Int
    private let reserve: Int
    private let clock: any DispatchClock
    private let state = Mutex(State())

    /// A longer wait is not waited for; the copy goes back to its queue.
    private static let longest = 60.0

    /// Makes a gate.
    ///
    /// - Parameters:
    ///   - slots: How many copies of all organizations are under way at once, at most.
    ///   - clock: The time.
    package init(slots: Int = 24, clock: any DispatchClock = SystemDispatchClock()) {
        self.slots = max(1, slots)
        reserve = slots / 4
        self.clock = clock
    }

    /// Counts what an organization handed over before the service started; once for each lane.
    package func introduce(_ party: OpaqueID, lane: SendingLane, history: [Int64: Int]) {
        state.withLock { state in
            guard state.known.insert(Guest(party: party, lane: lane)).inserted else { return }
            state.lanes[lane, default: LaneUse()].add(history)
        }
    }

    /// Waits for the turn of one copy; a cancelled task ends the wait.
    package func enter(_ party: OpaqueID, lane: SendingLane, rate: SendingRate) async -> Entry {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        defer { state.withLock { state in _ = state.cancelled.remove(id) } }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    guard state.cancelled.remove(id) == nil else { return false }
                    state.waiters.append(
                        Waiter(id: id, party: party, lane: lane, rate: rate, continuation: continuation)
                    )
                    return true
                }
                guard waits else { return continuation.resume(returning: .stopped) }
                admit()
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.waiters.remove(at: index)
            }
            waiter?.continuation.resume(returning: .stopped)
        }
    }

    /// Ends what ``enter(_:lane:rate:)`` granted.
    package func leave(_ party: OpaqueID, lane: SendingLane) {
        state.withLock { state in
            let left = (state.used[party] ?? 1) - 1
            state.used[party] = left > 0 ? left : nil
            state.lanes[lane]?.giveBack()
        }
        admit()
    }

    /// Sends all waiting copies of an organization back.
    package func abandon(_ party: OpaqueID) {
        let gone = state.withLock { state in
            let gone = state.waiters.filter { $0.party == party }
            state.waiters.removeAll { $0.party == party }
            return gone
        }
        for waiter in gone { waiter.continuation.resume(returning: .stopped) }
    }

    /// Lets through whoever can go, and sets the clock for whoever can go next.
    private func admit() {
        let now = clock.now()
        let answers = state.withLock { state -> [(Waiter, Entry)] in
            var answers: [(Waiter, Entry)] = []
            while let answer = next(&state, now: now) { answers.append(answer) }
            return answers
        }
        for (waiter, entry) in answers { waiter.continuation.resume(returning: entry) }
    }

    /// The next waiter that gets an answer now.
    private func next(_ state: inout State, now: Timestamp) -> (Waiter, Entry)? {
        var soonest: Timestamp?
        var best: Int?
        var seen: Set<Guest> = []
        for (index, waiter) in state.waiters.enumerated()
        where seen.insert(Guest(party: waiter.party, lane: waiter.lane)).inserted {
            guard let moment = state.lanes[waiter.lane, default: LaneUse()].next(waiter.rate, now: now) else {
                continue
            }
            if moment > now.adding(seconds: Self.longest) {
                return (state.waiters.remove(at: index), .limited(until: moment))
            }
            guard moment <= now else {
                soonest = min(soonest ?? moment, moment)
                continue
            }
            let free = slots - state.used.values.reduce(0, +)
            guard free > (state.used[waiter.party] == nil ? 0 : reserve) else { continue }
            let turn = state.turns[waiter.party, default: 0]
            if best.map({ turn < state.turns[state.waiters[$0].party, default: 0] }) ?? true { best = index }
        }
        guard let best else {
            if let soonest { wake(&state, at: soonest) }
            return nil
        }
        let waiter = state.waiters.remove(at: best)
        state.turn += 1
        state.turns[waiter.party] = state.turn
        state.used[waiter.party, default: 0] += 1
        state.lanes[waiter.lane]?.take(now: now)
        return (waiter, .granted)
    }

    private func wake(_ state: inout State, at moment: Timestamp) {
        if let timer = state.timer {
            guard moment < timer.at || timer.at <= clock.now() else { return }
            timer.task.cancel()
        }
        let task = Task { [weak self, clock] in
            await clock.sleep(until: moment)
            guard !Task.isCancelled else { return }
            self?.state.withLock { $0.timer = nil }
            self?.admit()
        }
        state.timer = (moment, task)
    }
}
