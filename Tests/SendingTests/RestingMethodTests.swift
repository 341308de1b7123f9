import Ledger
import Mail
import MailLedger
import Outbox
import ProjectionEngine
import Synchronization
import Testing

@testable import Sending

@Suite("A method in trouble", .timeLimit(.minutes(10)))
struct RestingMethodTests {
    private static let wrongPassword = SendResult.deferred(
        .reply("auth", 535, "535 5.7.8 authentication failed"),
        pauses: true
    )

    @Test func `a method that cannot sign in rests, and its copies wait without one attempt each`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(messages: 20)
        let method = ScriptedMethod(Self.wrongPassword)
        let dependencies = situation.dependencies(method, policy: DispatchPolicy(concurrency: 1))
        let events = try await situation.running(Dispatcher(dependencies)) {
            try await situation.until(.messageDeferred)
            situation.clock.advance(bySeconds: 61)
            return try await situation.until(.messageDeferred, count: 2)
        }
        #expect(method.copies.count == 2)
        guard case .messageDeferred(let report) = events.last?.event else { throw Unexpected() }
        #expect(report.methodRests == true)
        // One minute, then five.
        #expect(report.nextAttemptAt == situation.clock.now().adding(seconds: 300).microseconds)
        let condition = try #require(dependencies.conditions.all[.smtp])
        #expect(condition.cause == .trouble && condition.times == 2)
        #expect(condition.reason == "535 5.7.8 authentication failed")
    }

    @Test func `nothing is given up because its method rests, however long`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(messages: 3)
        let isWell = Atomic(false)
        let method = ScriptedMethod { _ in isWell.load(ordering: .relaxed) ? .taken : Self.wrongPassword }
        let events = try await situation.running(
            Dispatcher(situation.dependencies(method, policy: DispatchPolicy(concurrency: 1)))
        ) {
            for count in 1...8 {
                try await situation.until(.messageDeferred, count: count)
                situation.clock.advance(bySeconds: 86_400)
            }
            isWell.store(true, ordering: .relaxed)
            situation.clock.advance(bySeconds: 86_400)
            return try await situation.until(.messageSent, count: 3)
        }
        #expect(!events.contains { $0.header.type == .messageRejected })
    }

    @Test func `other methods go on meanwhile`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(messages: 10, method: .smtp)
        try await situation.queue(messages: 10, method: .sandbox)
        var dependencies = situation.dependencies(nil, policy: DispatchPolicy(concurrency: 1))
        let resting = ScriptedMethod(Self.wrongPassword)
        dependencies.method = { kind in if kind == .smtp { resting } else { SandboxMethod() } }
        try await situation.running(Dispatcher(dependencies)) { try await situation.until(.messageSent, count: 10) }
        #expect(resting.copies.count == 1)
    }

    @Test func `new settings end the rest at once`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let isWell = Atomic(false)
        let method = ScriptedMethod { _ in isWell.load(ordering: .relaxed) ? .taken : Self.wrongPassword }
        let dependencies = situation.dependencies(method)
        try await situation.running(Dispatcher(dependencies)) {
            try await situation.until(.messageDeferred)
            isWell.store(true, ordering: .relaxed)
            try await situation.queue()
            dependencies.conditions.lift(.smtp)
            try await situation.until(.messageSent)
        }
        #expect(dependencies.conditions.all.isEmpty)
    }

    @Test(arguments: [(30.0, 30.0), (-5, 1), (1_000_000, 86_400)])
    func `a method says itself when to come back, within bounds`(asked: Double, given: Double) async throws {
        for pauses in [true, false] {
            let situation = try await SendingSituation()
            try await situation.queue()
            let method = ScriptedMethod { _ in
                var report = SendReport.reply("send", 429, "too many requests")
                report.nextAttemptAt = situation.clock.now().adding(seconds: asked).microseconds
                return .deferred(report, pauses: pauses)
            }
            let events = try await situation.running(Dispatcher(situation.dependencies(method))) {
                try await situation.until(.messageDeferred)
            }
            guard case .messageDeferred(let report) = events.last?.event else { throw Unexpected() }
            #expect(report.nextAttemptAt == situation.clock.now().adding(seconds: given).microseconds)
        }
    }

    @Test func `a copy that is refused at the last moment is withdrawn with the reason`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let method = ScriptedMethod(.taken)
        var dependencies = situation.dependencies(method)
        dependencies.refusal = { _ in "the recipient is suppressed" }
        let events = try await situation.running(Dispatcher(dependencies)) {
            try await situation.until(.messageCancelled)
        }
        #expect(method.copies.isEmpty)
        #expect(events.last?.event == .messageCancelled(MessageCancelled(reason: "the recipient is suppressed")))
    }

    @Test func `withdrawing and sending race, and exactly one of them comes about`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(messages: 60)
        try await situation.outbox.catchUp()
        let copies = try await situation.outbox.read { db in
            try Outbox.due(by: .smtp, at: situation.clock.now(), limit: 100, in: db)
        }
        let method = ScriptedMethod(.taken)
        let withdrawal = CopyWithdrawal(ledger: situation.ledger, archive: situation.archive, clock: situation.clock)
        let withdrawn = try await situation.running(Dispatcher(situation.dependencies(method))) {
            var withdrawn = 0
            for copy in copies.reversed() {
                if case .withdrawn = await withdrawal.withdraw(copy, reason: "withdrawn", actor: nil) { withdrawn += 1 }
            }
            let expected = copies.count - withdrawn
            try await situation.until { events in events.count { $0.header.type == .messageSent } == expected }
            return withdrawn
        }
        #expect(withdrawn > 0)
        #expect(method.copies.count == copies.count - withdrawn)
        #expect(try await situation.events().count { $0.header.type == .messageCancelled } == withdrawn)
        for copy in copies {
            #expect(await withdrawal.withdraw(copy, reason: "again", actor: nil) == .tooLate)
        }
    }
}
