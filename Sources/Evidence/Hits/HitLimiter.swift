/// Decides which pixel hits become events of their own.
///
/// The first hits of a copy in a minute do; what comes beyond is counted, and every ten seconds give one ``FloodCount`` for
/// each flooded copy, so that little is lost if the process is killed. A value without clock, lock or I/O: the caller passes the time and keeps it behind a lock.
///
/// Memory is bounded. So many copies are tracked a minute, each exactly. Hits of further copies in that minute share a fixed
/// number of allowances by hash: a copy among them still gets its first hits recorded unless a neighbour used them up, and
/// hits past an allowance are counted without a name in ``unattributedHits``. Nothing is evicted during a minute, so no
/// order of hits lets one copy start afresh: a minute never gives more than `perMinute × 2 × capacity` events.
package struct HitLimiter: Sendable {
    /// What becomes of a hit.
    package enum Admission: Hashable, Sendable {
        /// It is an event of its own.
        case record

        /// It has been counted; there is nothing to record now.
        case counted
    }

    /// Hits that were counted but cannot be told apart by copy any more, since the start.
    package private(set) var unattributedHits = 0

    /// How long a flood is only counted, in microseconds.
    private static let patience: Int64 = 10_000_000

    private let perMinute: UInt16
    private let capacity: Int
    private var minute: Int64?
    private var recorded: [PixelSubject: UInt16] = [:]
    private var floods: [PixelSubject: FloodCount] = [:]
    private var finished: [PixelSubject: FloodCount] = [:]
    private var allowances: [UInt16] = []

    /// Makes a limiter that has seen nothing.
    ///
    /// - Parameters:
    ///   - perMinute: How many hits of a copy are events in one minute.
    ///   - capacity: How many copies are tracked in one minute, at least one.
    package init(perMinute: UInt16 = 20, capacity: Int = 65_536) {
        self.perMinute = perMinute
        self.capacity = max(1, capacity)
    }

    /// Takes note of a hit at a time in microseconds since 1970, and decides what becomes of it.
    package mutating func admit(key: PixelSubject, at: Int64) -> Admission {
        advance(to: at)
        guard let hits = recorded[key] ?? (recorded.count < capacity ? 0 : nil) else { return admitUntracked(key) }
        if hits < perMinute {
            recorded[key] = hits + 1
            return .record
        }
        recorded[key] = hits
        floods[key] = FloodCount(subject: key, at: at).merged(with: floods[key])
        return .counted
    }

    /// Takes out the floods that began ten seconds ago or in a finished minute, to be recorded as one event each.
    ///
    /// They are ordered by the time of their first hit. What nobody drained in time is counted together.
    package mutating func drain(at: Int64) -> [FloodCount] {
        advance(to: at)
        for (subject, flood) in floods
        where at.subtractingReportingOverflow(flood.firstAt).partialValue >= Self.patience {
            floods[subject] = nil
            finish(flood)
        }
        defer { finished.removeAll() }
        return finished.values.sorted { $0.firstAt < $1.firstAt }
    }

    /// Takes out every flood, that of the running minute too: what is left to record on shutting down.
    package mutating func finish() -> [FloodCount] {
        closeMinute()
        defer { finished.removeAll() }
        return finished.values.sorted { $0.firstAt < $1.firstAt }
    }

    /// How many entries are held, at most three times the capacity.
    var entries: Int { recorded.count + floods.count + finished.count }

    private mutating func admitUntracked(_ key: PixelSubject) -> Admission {
        if allowances.isEmpty { allowances = Array(repeating: perMinute, count: capacity) }
        let slot = Int(UInt(bitPattern: key.hashValue) % UInt(capacity))
        guard allowances[slot] > 0 else {
            unattributedHits += 1
            return .counted
        }
        allowances[slot] -= 1
        return .record
    }

    /// Begins a new minute when the time says so.
    ///
    /// Hits that arrive a little out of order belong to the running minute. A time more than a minute back means that the
    /// clock was set back: waiting for it to catch up would leave floods uncounted for as long.
    private mutating func advance(to time: Int64) {
        let next = time / 60_000_000
        if let minute, next == minute || next == minute - 1 { return }
        if minute != nil { closeMinute() }
        minute = next
    }

    private mutating func finish(_ flood: FloodCount) {
        if finished[flood.subject] != nil || finished.count < capacity {
            finished[flood.subject] = flood.merged(with: finished[flood.subject])
        } else {
            unattributedHits += flood.count
        }
    }

    private mutating func closeMinute() {
        for flood in floods.values { finish(flood) }
        floods.removeAll(keepingCapacity: true)
        recorded.removeAll(keepingCapacity: true)
        allowances.removeAll()
    }
}
