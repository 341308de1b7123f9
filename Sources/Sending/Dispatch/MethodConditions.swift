import Ledger
import Mail
import Synchronization

/// How a method stands at this moment.
package struct MethodCondition: Hashable, Sendable {
    /// What keeps a method from sending.
    package enum Cause: String, Hashable, Sendable, Codable {
        /// It is in trouble itself: it cannot sign in, is not set up, or its provider asks for a pause.
        case trouble
        /// As much has left as its limit allows.
        case limit
    }

    /// What keeps it from sending.
    package let cause: Cause
    /// When it is tried again.
    package let until: Timestamp
    /// What was heard, in words; a server's own may name an address, so they are shown and not logged.
    package let reason: String
    /// How many tries in a row came to this.
    package let times: Int
}

/// Which methods of an organization rest, and until when.
///
/// It is kept in memory only: after a restart each method is tried once, and rests again if it must.
package final class MethodConditions: Sendable {
    private let state = Mutex<[MethodKind: MethodCondition]>([:])
    /// Beats when a dispatcher should look again.
    let pulse = Pulse()

    /// All methods are well.
    package init() {}

    /// The methods that rest.
    package var all: [MethodKind: MethodCondition] { state.withLock { $0 } }

    /// Lets a method be tried at once: its settings were changed.
    package func lift(_ kind: MethodKind) {
        state.withLock { _ = $0.removeValue(forKey: kind) }
        pulse.beat()
    }

    /// How many copies may be under way by a method: all, none while it rests, and one to try it afterwards.
    func room(for kind: MethodKind, most: Int, now: Timestamp) -> Int {
        guard let condition = state.withLock({ $0[kind] }) else { return most }
        return now < condition.until ? 0 : 1
    }

    /// Lets a method rest for trouble of its own, as long as its report asks for, or as the policy says.
    ///
    /// Several copies under way at once that hear the same make it rest once.
    ///
    /// - Returns: Until when it rests.
    func rest(_ kind: MethodKind, after report: SendReport, policy: RestPolicy, now: Timestamp) -> Timestamp {
        state.withLock { state in
            let known = state[kind]
            if let known, now < known.until { return known.until }
            let times = (known?.times ?? 0) + 1
            let until =
                report.nextAttemptAt.map { policy.bounded(Timestamp(microseconds: $0), now: now) }
                ?? now.adding(seconds: policy.pause(after: times))
            let reason = report.words ?? "the method cannot send at this moment (\(report.stage))"
            state[kind] = MethodCondition(cause: .trouble, until: until, reason: reason, times: times)
            return until
        }
    }

    /// Lets a method rest because its limit is used up.
    func rest(_ kind: MethodKind, untilLimitAllows moment: Timestamp, reason: String) {
        state.withLock { $0[kind] = MethodCondition(cause: .limit, until: moment, reason: reason, times: 1) }
    }

    /// Notes that a method works; one that still rests, since an older copy is heard of, goes on resting.
    func worked(_ kind: MethodKind, now: Timestamp) {
        let ended = state.withLock { state in
            guard let condition = state[kind], now >= condition.until else { return false }
            state[kind] = nil
            return true
        }
        if ended { pulse.beat() }
    }
}

/// How long a method rests that is in trouble itself.
package struct RestPolicy: Hashable, Sendable {
    /// The pauses after the first tries, in seconds; the last one also comes after every later try.
    package var pauses: [Double]
    /// The longest rest that a method may ask for itself, in seconds.
    package var longest: Double

    /// Sets a policy: by default 1, 5 and 15 minutes, then half an hour; at most a day.
    package init(pauses: [Double] = [60, 300, 900, 1800], longest: Double = 86_400) {
        self.pauses = pauses.isEmpty ? [60] : pauses
        self.longest = longest
    }

    func pause(after times: Int) -> Double {
        pauses[min(max(times, 1), pauses.count) - 1]
    }

    /// A moment that a method named, not before the next second and not after the longest rest.
    func bounded(_ moment: Timestamp, now: Timestamp) -> Timestamp {
        min(max(moment, now.adding(seconds: 1)), now.adding(seconds: longest))
    }
}
