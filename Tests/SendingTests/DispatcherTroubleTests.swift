import Ledger
import Logging
import Mail
import MailLedger
import Outbox
import ProjectionEngine
import Sending
import ServiceLifecycle
import Testing

@Suite("Dispatcher in trouble", .timeLimit(.minutes(10)))
struct DispatcherTroubleTests {
    @Test func `a crash between attempt and outcome makes the copy uncertain, and never sends it again`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(copies: 2)
        let method = ScriptedMethod { _ in
            _ = try? await situation.until(.messageAttempted, count: 2)
            return .taken
        }
        let breaking = BreakingLedger(situation.ledger, appends: 2)
        let broken = Dispatcher(situation.dependencies(method, over: breaking))
        try await situation.running(broken) {
            try await situation.until(.messageAttempted, count: 2)
            while await !broken.hasStopped { await Task.yield() }
        }
        guard case .stopped(let reason) = await broken.state else { throw Unexpected() }
        #expect(reason == "the ledger is open for reading only: the disk is full")

        let events = try await situation.running(Dispatcher(situation.dependencies(method))) {
            try await situation.until(.messageUncertain, count: 2)
        }
        #expect(events.count { $0.header.type == .messageAttempted } == 2)
        #expect(Set(method.copies.map(\.recipient)).count == method.copies.count)
        guard case .messageUncertain(let report) = events.last?.event else { throw Unexpected() }
        #expect(report.failure == "the service stopped during the attempt")
        #expect(report.stage == "interrupted")

        let later = try await situation.running(Dispatcher(situation.dependencies(method))) {
            situation.clock.advance(bySeconds: 864_000)
            try await situation.queue()
            return try await situation.until(.messageSent)
        }
        #expect(later.count { $0.header.type == .messageUncertain } == 2)
        #expect(later.count { $0.header.type == .messageAttempted } == 3)
    }

    @Test func `a ledger that takes nothing stops the dispatching before anything is sent`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let method = ScriptedMethod(.taken)
        let dispatcher = Dispatcher(
            situation.dependencies(method, over: BreakingLedger(situation.ledger, appends: 0))
        )
        try await situation.running(dispatcher) {
            while await !dispatcher.hasStopped { await Task.yield() }
        }
        #expect(method.copies.isEmpty)
        #expect(situation.log.all.contains { $0.contains("dispatching stopped") })
    }

    static let unreadable: [(any Error, EventType)] = [
        (ContentStoreError.missing(ContentName(text: "x")), .messageRejected),
        (ContentStoreError.damaged(ContentName(text: "x")), .messageRejected),
        (ContentStoreError.storage(reason: "the disk is slow"), .messageDeferred),
        (KeyStoreError.erased(.person(.random())), .messageCancelled),
    ]

    @Test(arguments: unreadable.indices)
    func `a frozen mail that cannot be read is not sent, and the ledger says why`(index: Int) async throws {
        let (error, expected) = Self.unreadable[index]
        let situation = try await SendingSituation()
        try await situation.queue()
        let method = ScriptedMethod(.taken)
        var dependencies = situation.dependencies(method)
        dependencies.frozenMail = { _ in throw error }
        let events = try await situation.running(Dispatcher(dependencies)) { try await situation.until(expected) }
        #expect(method.copies.isEmpty)
        switch events.last?.event {
        case .messageRejected(let report):
            #expect(report.failureClass == .soft)
            #expect(report.failure?.hasPrefix("the frozen mail is") == true)
        case .messageDeferred(let report): #expect(report.failure == "the frozen mail could not be read")
        case .messageCancelled(let cancelled): #expect(cancelled.reason.contains("erased"))
        default: throw Unexpected()
        }
    }

    @Test func `a frozen mail that was changed is not sent`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let method = ScriptedMethod(.taken)
        var dependencies = situation.dependencies(method)
        dependencies.frozenMail = { _ in Array("another mail".utf8) }
        try await situation.running(Dispatcher(dependencies)) { try await situation.until(.messageRejected) }
        #expect(method.copies.isEmpty)
    }

    @Test func `a mail that is too large for the method is not tried`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let method = ScriptedMethod(maximumMessageBytes: 10) { _ in .taken }
        try await situation.running(Dispatcher(situation.dependencies(method))) {
            try await situation.until(.messageRejected)
        }
        #expect(method.copies.isEmpty)
    }

    @Test func `an outcome is recorded without its words if the recipient was erased meanwhile`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let person = situation.archive.index.person(address: "customer1@example.com")
        let method = ScriptedMethod { _ in
            try? await situation.keys.erase(person)
            return .gone
        }
        let events = try await situation.running(Dispatcher(situation.dependencies(method))) {
            try await situation.until(.messageRejected)
        }
        guard case .messageRejected(let report) = events.last?.event else { throw Unexpected() }
        #expect(report.text == nil)
        #expect(report.failureClass == .hard)
        #expect(report.code == 550)
    }

    @Test func `log lines name no address and repeat no server's words`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(copies: 4)
        let method = ScriptedMethod { copy in
            switch copy.recipient {
            case 1: .taken
            case 2: .gone
            case 3: .later
            default: .unheard
            }
        }
        try await situation.running(Dispatcher(situation.dependencies(method))) {
            try await situation.until { events in events.count == 9 }
        }
        #expect(situation.log.all.count { $0.contains("copy ") } >= 4)
        #expect(situation.log.all.allSatisfy { !$0.contains("@") && !$0.contains("greylisted") })
    }

    @Test func `on shutdown a copy under way is finished, and no new one begun`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(copies: 3)
        let gate = Gate()
        let method = ScriptedMethod { _ in
            await gate.wait()
            return .taken
        }
        let policy = DispatchPolicy(concurrency: 1)
        let group = ServiceGroup(
            services: [Dispatcher(situation.dependencies(method, policy: policy))],
            logger: situation.log.logger
        )
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await situation.outbox.run() }
            tasks.addTask { try await group.run() }
            try await situation.until(.messageAttempted)
            await group.triggerGracefulShutdown()
            await gate.open()
            try await situation.until(.messageSent)
            try await tasks.next()
            tasks.cancelAll()
        }
        #expect(method.copies.count == 1)
        #expect(try await situation.events().count == 3)
    }
}

extension Dispatcher {
    fileprivate var hasStopped: Bool {
        if case .stopped = state { true } else { false }
    }
}
