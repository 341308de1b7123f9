import Ledger
import Mail
import Outbox

/// How much a method may hand over; what is nil is not limited.
package struct SendingRate: Codable, Hashable, Sendable {
    /// Copies in any minute.
    package var perMinute: Int?
    /// Copies in any 24 hours, counted by the hour.
    package var perDay: Int?
    /// Copies under way at once.
    package var atOnce: Int?

    /// Sets a rate.
    package init(perMinute: Int? = nil, perDay: Int? = nil, atOnce: Int? = nil) {
        self.perMinute = perMinute
        self.perDay = perDay
        self.atOnce = atOnce
    }

    /// No limit.
    package static let unlimited = Self()

    /// The limits in words.
    package var words: String {
        let limits = [(perMinute, "a minute"), (perDay, "in 24 hours"), (atOnce, "at once")]
        let words = limits.compactMap { limit, what in limit.map { "\($0) \(what)" } }
        return words.isEmpty ? "no limit" : words.joined(separator: ", ")
    }

    /// The stricter of two rates, limit by limit.
    package func lowered(to other: Self) -> Self {
        func lower(_ left: Int?, _ right: Int?) -> Int? {
            guard let left, let right else { return left ?? right }
            return min(left, right)
        }
        return Self(
            perMinute: lower(perMinute, other.perMinute),
            perDay: lower(perDay, other.perDay),
            atOnce: lower(atOnce, other.atOnce)
        )
    }
}

/// What copies share a limit: an organization's method, or the operator's relay with all who use it.
package struct SendingLane: Hashable, Sendable {
    /// Whose it is; nil where all organizations share it.
    let owner: OpaqueID?
    let method: MethodKind

    /// The lane of an organization's method.
    package init(_ method: MethodKind, of organization: OpaqueID) {
        switch method {
        case .relay, .ownDomain: (owner, self.method) = (nil, .relay)
        case .smtp, .gmail, .microsoft365, .mailjet, .sendgrid, .mailgun, .sandbox:
            (owner, self.method) = (organization, method)
        }
    }
}

/// How much of a lane's rate is used up.
struct LaneUse {
    private var rate = SendingRate.unlimited
    private var tokens = 0.0
    private var refilledAt: Timestamp?
    private var hours: [Int64: Int] = [:]
    private(set) var underWay = 0

    /// Tokens per second, and how many may gather: together no more than the limit in any minute.
    private static func bucket(_ perMinute: Int) -> (perSecond: Double, most: Double) {
        let most = Double(max(1, perMinute / 6))
        let refill = Double(perMinute) - most
        return ((refill > 0 ? refill : Double(perMinute)) / 60, most)
    }

    /// Adds what was handed over in earlier hours.
    mutating func add(_ history: [Int64: Int]) {
        hours.merge(history, uniquingKeysWith: +)
    }

    /// When the next copy may go by a rate; nil where that depends on copies under way only.
    mutating func next(_ rate: SendingRate, now: Timestamp) -> Timestamp? {
        refill(rate, now: now)
        if let atOnce = rate.atOnce, underWay >= max(1, atOnce) { return nil }
        var next = now
        if let perMinute = rate.perMinute, tokens < 1 {
            next = now.adding(seconds: (1 - tokens) / Self.bucket(max(1, perMinute)).perSecond)
        }
        if let perDay = rate.perDay { next = max(next, dayAllows(max(1, perDay), now: now)) }
        return next
    }

    /// Uses one up.
    mutating func take(now: Timestamp) {
        tokens -= 1
        hours[now.hour, default: 0] += 1
        underWay += 1
    }

    /// Gives its place among those under way back.
    mutating func giveBack() {
        underWay = max(0, underWay - 1)
    }

    private mutating func refill(_ rate: SendingRate, now: Timestamp) {
        guard let perMinute = rate.perMinute else {
            (tokens, refilledAt) = (0, nil)
            return
        }
        let bucket = Self.bucket(max(1, perMinute))
        // It begins empty: what went just before a restart is not known.
        let since = refilledAt ?? now
        let seconds = Double(max(0, now.microseconds - since.microseconds)) / 1_000_000
        tokens = min(bucket.most, max(0, tokens) + seconds * bucket.perSecond)
        refilledAt = now
    }

    /// When fewer than the limit will have gone in the 24 hours before; whole hours count, so it is late rather than early.
    private mutating func dayAllows(_ perDay: Int, now: Timestamp) -> Timestamp {
        hours = hours.filter { $0.key >= now.hour - 24 }
        var total = hours.values.reduce(0, +)
        guard total >= perDay else { return now }
        for (hour, count) in hours.sorted(by: { $0.key < $1.key }) {
            total -= count
            if total < perDay { return Timestamp(microseconds: (hour + 25) * 3_600_000_000) }
        }
        return now
    }
}
