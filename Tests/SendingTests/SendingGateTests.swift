import Ledger
import Mail
import MailLedger
import Synchronization
import Testing

@testable import Sending

@Suite("The gate", .timeLimit(.minutes(10)))
struct SendingGateTests {
    private let clock = ManualClock()
    private let one = OpaqueID.random()
    private let bo = OpaqueID.random()

    private func relay(_ party: OpaqueID) -> SendingLane { SendingLane(.relay, of: party) }

    /// Lets as many through as may go now, and returns who they were, in order.
    private func admitted(
        _ gate: SendingGate,
        _ parties: [OpaqueID],
        rate: SendingRate,
        until isEnough: @escaping @Sendable ([OpaqueID]) -> Bool
    ) async -> [OpaqueID] {
        let order = Shared<[OpaqueID]>([])
        await withTaskGroup(of: Void.self) { group in
            for party in parties {
                group.addTask {
                    guard await gate.enter(party, lane: relay(party), rate: rate) == .granted else { return }
                    order.withLock { $0.append(party) }
                    gate.leave(party, lane: relay(party))
                }
            }
            while !isEnough(order.withLock { $0 }) {
                clock.advance(bySeconds: 1)
                await Task.yield()
            }
            group.cancelAll()
        }
        return order.withLock { $0 }
    }

    @Test func `a single copy does not wait behind another's thousands`() async {
        let gate = SendingGate(clock: clock)
        let many = Array(repeating: one, count: 500)
        let order = await admitted(gate, many + [bo], rate: SendingRate(perMinute: 60)) { [bo] in $0.contains(bo) }
        // All of them may not have queued up yet when the first went; from then on it is one each.
        #expect(order.count < 250)
    }

    @Test func `a rate is kept in any minute`() async throws {
        var use = LaneUse()
        let rate = SendingRate(perMinute: 30)
        var times: [Int64] = []
        for _ in 0..<4000 {
            let now = clock.now()
            if let next = use.next(rate, now: now), next <= now {
                use.take(now: now)
                use.giveBack()
                times.append(now.microseconds)
            }
            clock.advance(bySeconds: 0.1)
        }
        #expect(times.count > 120)
        for (index, start) in times.enumerated() {
            let within = times[index...].prefix { $0 < start + 60_000_000 }.count
            #expect(within <= 30)
        }
    }

    @Test func `what left before a restart counts against the day`() async {
        let gate = SendingGate(clock: clock)
        let lane = SendingLane(.gmail, of: one)
        let hour = clock.now().microseconds / 3_600_000_000
        gate.introduce(one, lane: lane, history: [hour - 30: 1000, hour - 3: 490, hour: 9])
        let rate = SendingRate(perDay: 500)
        #expect(await gate.enter(one, lane: lane, rate: rate) == .granted)
        gate.leave(one, lane: lane)
        let full = await gate.enter(one, lane: lane, rate: rate)
        #expect(full == .limited(until: Timestamp(microseconds: (hour - 3 + 25) * 3_600_000_000)))
        // Another organization's account is another matter.
        #expect(await gate.enter(bo, lane: SendingLane(.gmail, of: bo), rate: rate) == .granted)
    }

    @Test func `servers that hang do not take the last slots`() async {
        let gate = SendingGate(slots: 8, clock: clock)
        let inside = Shared(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask { [one] in
                    if await gate.enter(one, lane: SendingLane(.smtp, of: one), rate: .unlimited) == .granted {
                        inside.withLock { $0 += 1 }
                    }
                }
            }
            while inside.withLock({ $0 }) < 6 { await Task.yield() }
            #expect(await gate.enter(bo, lane: SendingLane(.smtp, of: bo), rate: .unlimited) == .granted)
            #expect(inside.withLock { $0 } == 6)
            gate.abandon(one)
        }
    }

    @Test func `no more are under way than the method takes at once`() async {
        let gate = SendingGate(clock: clock)
        let lane = SendingLane(.microsoft365, of: one)
        let counts = Shared((now: 0, most: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<40 {
                group.addTask { [one] in
                    guard await gate.enter(one, lane: lane, rate: SendingRate(atOnce: 3)) == .granted else { return }
                    counts.withLock { counts in
                        counts.now += 1
                        counts.most = max(counts.most, counts.now)
                    }
                    await Task.yield()
                    counts.withLock { $0.now -= 1 }
                    gate.leave(one, lane: lane)
                }
            }
        }
        #expect(counts.withLock { $0.most } <= 3)
    }

    @Test func `a limit is the stricter of what the method and its settings say`() {
        let own = SendingRate(perMinute: 30, perDay: 10_000)
        #expect(
            own.lowered(to: SendingRate(perMinute: 60, perDay: 100, atOnce: 2)).words
                == "30 a minute, 100 in 24 hours, 2 at once"
        )
        #expect(own.lowered(to: .unlimited) == own)
        #expect(SendingRate.unlimited.words == "no limit")
    }

    @Test func `a method whose day is full rests, and its copies wait untouched`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(messages: 5)
        var dependencies = situation.dependencies(ScriptedMethod(.taken))
        dependencies.rate = { _ in SendingRate(perDay: 3) }
        let conditions = dependencies.conditions
        let events = try await situation.running(Dispatcher(dependencies)) {
            try await situation.until(.messageSent, count: 3)
            while conditions.all[.smtp] == nil { await Task.yield() }
            return try await situation.events()
        }
        #expect(conditions.all[.smtp]?.cause == .limit)
        #expect(events.count { $0.header.type == .messageAttempted } == 3)
        // A new start knows of them, and sends the rest a day later.
        var later = situation.dependencies(ScriptedMethod(.taken))
        later.rate = { _ in SendingRate(perDay: 3) }
        let laterConditions = later.conditions
        try await situation.running(Dispatcher(later)) {
            while laterConditions.all[.smtp] == nil { await Task.yield() }
            #expect(try await situation.events().count { $0.header.type == .messageAttempted } == 3)
            situation.clock.advance(bySeconds: 25 * 3600)
            try await situation.until(.messageSent, count: 5)
        }
    }
}

/// A value that several tasks change.
private final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) {
        self.value = Mutex(value)
    }

    func withLock<Result>(_ body: (inout sending Value) throws -> sending Result) rethrows -> sending Result {
        try value.withLock(body)
    }
}
