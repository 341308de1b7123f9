import Ledger
import Logging
import Mail
import Outbox
import ProjectionEngine
import ServiceLifecycle
import Synchronization

/// Whether a dispatcher does its work.
package enum DispatcherState: Hashable, Sendable {
    /// It waits for the outbox to have caught up, and settles what an earlier run left behind.
    case starting
    /// It sends what is due.
    case dispatching
    /// It sends nothing any more, for this reason.
    case stopped(reason: String)
    /// The service stopped it.
    case ended
}

/// Sends an organization's copies: those that are due, a few at a time, each attempt written down before and after.
///
/// Nothing of it lives in memory only: when to try again and what was tried stands in the ledger, so a dispatcher can be
/// stopped at any moment and started elsewhere. What guards a copy against being sent twice is the idempotency key of its
/// attempt; an attempt whose end nobody wrote down is settled as uncertain, and never repeated.
package actor Dispatcher: Service {
    /// Whether it does its work.
    package private(set) var state = DispatcherState.starting

    private let dependencies: DispatcherDependencies
    private let worker: CopyWorker
    private let pulse: Pulse
    private let isStopping = Mutex(false)
    private var inFlight: [CopyID: MethodKind] = [:]
    private var held = HeldCopies()

    /// Makes a dispatcher; it does nothing until it runs.
    package init(_ dependencies: DispatcherDependencies) {
        self.dependencies = dependencies
        pulse = dependencies.conditions.pulse
        worker = CopyWorker(dependencies)
    }

    /// Makes it look for due copies now.
    package nonisolated func kick() {
        pulse.beat()
    }

    /// Dispatches until the service shuts down, or the task is cancelled.
    ///
    /// On a graceful shutdown nothing new is begun; copies under way get ``DispatchPolicy/shutdownPatience``. A ledger that
    /// takes no more appends stops the dispatching, not the service: ``state`` says why.
    package func run() async {
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.follow() }
                await settleInterrupted()
                await dispatch(in: &group)
                await drain()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.isStopping.withLock { $0 = true }
            self.dependencies.gate.abandon(self.dependencies.ledger.id)
            self.pulse.beat()
        }
        if state == .starting || state == .dispatching { state = .ended }
    }

    private var mayGoOn: Bool { !isStopping.withLock { $0 } && !Task.isCancelled }

    /// Wakes the dispatcher whenever the outbox knows of something new.
    private nonisolated func follow() async {
        for await size in dependencies.ledger.sizes() {
            while !Task.isCancelled, !(await dependencies.outbox.wait(until: size, timeout: .seconds(60))) {
                dependencies.logger.warning(
                    "the outbox is behind the ledger",
                    metadata: [LogKey.position: "\(dependencies.outbox.position())", LogKey.head: "\(size)"]
                )
            }
            pulse.beat()
        }
    }

    /// Settles the attempts that an earlier run did not see the end of.
    private func settleInterrupted() async {
        while mayGoOn {
            do {
                let size = try await dependencies.ledger.head().size
                guard await dependencies.outbox.wait(until: size, timeout: .seconds(10)) else { continue }
                let copies = try await dependencies.outbox.read { try Outbox.interrupted(in: $0) }
                for copy in copies {
                    if case .ledgerStopped(let reason) = await worker.giveUpInterrupted(copy) { return stop(reason) }
                }
                state = .dispatching
                return
            } catch {
                await wait(until: unreadable(error))
            }
        }
    }

    private func dispatch(in group: inout DiscardingTaskGroup) async {
        while mayGoOn {
            guard state == .dispatching else {
                await wait(until: nil)
                continue
            }
            let wake: Timestamp?
            do {
                wake = try await begin(in: &group)
            } catch {
                wake = unreadable(error)
            }
            await wait(until: wake)
        }
    }

    /// Begins attempts at what is due, for each method as many as may be under way at once.
    ///
    /// - Returns: When to look again if nothing happens before; nil if there is nothing to wait for.
    private func begin(in group: inout DiscardingTaskGroup) async throws -> Timestamp? {
        let now = dependencies.clock.now()
        // Asked before the query, so that what is released here is certainly known to it.
        held.release(size: dependencies.outbox.position(), now: now)
        guard held.count < Self.mostHeld else { return nil }
        let room = roomByMethod(now: now)
        let extra = inFlight.count + held.count
        let (due, next) = try await dependencies.outbox.read { db in
            var (due, next): ([PendingCopy], [Timestamp]) = ([], [])
            for (kind, room) in room {
                guard let first = try Outbox.nextDue(by: kind, in: db) else { continue }
                next.append(first)
                guard first <= now else { continue }
                due += try Outbox.due(by: kind, at: now, limit: room + extra, in: db)
            }
            return (due, next)
        }
        var left = room
        for copy in due where mayGoOn {
            let id = CopyID(copy)
            guard left[copy.method, default: 0] > 0, inFlight[id] == nil, !held.contains(id) else { continue }
            inFlight[id] = copy.method
            left[copy.method, default: 0] -= 1
            group.addTask { await self.ended(id, await self.takeTurn(copy)) }
        }
        let moments = next + dependencies.conditions.all.values.map(\.until)
        guard !moments.isEmpty else { return nil }
        // What is due and was not begun is held, or beyond the room: its end is heard.
        return (moments.filter { $0 > now } + [now.adding(seconds: 60)]).min()
    }

    private func roomByMethod(now: Timestamp) -> [MethodKind: Int] {
        let most = dependencies.policy.concurrency
        let underWay = Dictionary(inFlight.values.map { ($0, 1) }, uniquingKeysWith: +)
        return Dictionary(
            uniqueKeysWithValues: MethodKind.allCases.compactMap { kind in
                let room = dependencies.conditions.room(for: kind, most: most, now: now) - underWay[kind, default: 0]
                return room > 0 ? (kind, room) : nil
            }
        )
    }

    /// Waits for a copy's turn, and makes the attempt.
    private nonisolated func takeTurn(_ copy: PendingCopy) async -> CopyWorker.Ending {
        let (gate, party) = (dependencies.gate, dependencies.ledger.id)
        let lane = SendingLane(copy.method, of: party)
        let now = dependencies.clock.now()
        let own = await dependencies.method(copy.method)?.rate ?? .unlimited
        let rate = own.lowered(to: await dependencies.rate(copy.method))
        if rate.perDay != nil {
            let history = try? await dependencies.outbox.read { db in
                try Outbox.handedOver(by: copy.method, since: now.hour - 24, in: db)
            }
            gate.introduce(party, lane: lane, history: history ?? [:])
        }
        guard !isStopping.withLock({ $0 }) else { return .postponed(until: now.adding(seconds: 60)) }
        switch await gate.enter(party, lane: lane, rate: rate) {
        case .granted:
            defer { gate.leave(party, lane: lane) }
            // The method may have come into trouble while the copy waited.
            let room = dependencies.conditions.room(for: copy.method, most: 1, now: dependencies.clock.now())
            guard room > 0 else { return .postponed(until: dependencies.clock.now()) }
            return await worker.attempt(copy)
        case .limited(let moment):
            let reason = "as much has left as its limit allows (\(rate.words))"
            dependencies.conditions.rest(copy.method, untilLimitAllows: moment, reason: reason)
            return .postponed(until: dependencies.clock.now())
        case .stopped:
            return .postponed(until: now.adding(seconds: 60))
        }
    }

    private func ended(_ id: CopyID, _ ending: CopyWorker.Ending) {
        inFlight[id] = nil
        switch ending {
        case .recorded(let size): held.hold(id, untilSize: size)
        case .postponed(let moment): held.hold(id, until: moment)
        case .unrecorded: held.hold(id, untilSize: .max)
        case .ledgerStopped(let reason):
            held.hold(id, untilSize: .max)
            stop(reason)
        }
        pulse.beat()
    }

    /// Waits for the copies under way; the task group cuts short those that take too long.
    private func drain() async {
        let end = dependencies.clock.now().adding(seconds: dependencies.policy.shutdownPatience)
        while !inFlight.isEmpty, !Task.isCancelled, dependencies.clock.now() < end {
            await wait(until: end)
        }
        guard !inFlight.isEmpty else { return }
        dependencies.logger.warning("copies under way are cut short", metadata: [LogKey.copies: "\(inFlight.count)"])
    }

    private func stop(_ reason: String) {
        guard state == .starting || state == .dispatching else { return }
        state = .stopped(reason: reason)
        dependencies.logger.error("dispatching stopped", metadata: [LogKey.reason: "\(reason)"])
    }

    private func unreadable(_ error: any Error) -> Timestamp {
        // The error's own text may quote values.
        dependencies.logger.error("the outbox cannot be read", metadata: [LogKey.reason: "\(type(of: error))"])
        return dependencies.clock.now().adding(seconds: 5)
    }

    /// Waits for a beat, at most until the moment.
    private func wait(until moment: Timestamp?) async {
        guard let moment else { return await pulse.wait() }
        let (pulse, clock) = (pulse, dependencies.clock)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await pulse.wait() }
            group.addTask { await clock.sleep(until: moment) }
            await group.next()
            group.cancelAll()
        }
    }

    /// With so many settled copies that the view does not know of, something is wrong with the view.
    private static let mostHeld = 1000
}
