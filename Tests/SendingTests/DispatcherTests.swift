import Ledger
import Mail
import MailLedger
import Outbox
import ProjectionEngine
import Sending
import Testing

@Suite("Dispatcher", .timeLimit(.minutes(10)))
struct DispatcherTests {
    private func types(_ events: [RecordedMailEvent]) -> [EventType] { events.map(\.header.type) }

    @Test func `a copy that is taken is attempted and sent, in this order`() async throws {
        let situation = try await SendingSituation()
        let message = try await situation.queue()[0]
        let method = ScriptedMethod(.taken)
        let events = try await situation.running(Dispatcher(situation.dependencies(method))) {
            try await situation.until(.messageSent)
        }
        #expect(types(events) == [.messageQueued, .messageAttempted, .messageSent])
        #expect(events.dropFirst().allSatisfy { $0.header.message == message && $0.header.recipient == 1 })
        #expect(events.dropFirst().allSatisfy { $0.header.attempt == 1 })
        guard case .messageSent(let report) = events[2].event else {
            Issue.record("no report")
            return
        }
        #expect(report.text == "250 2.0.0 Ok: queued as 4XyZ")
        let copy = try #require(method.copies.first)
        #expect(copy.recipientAddress.description == "customer1@example.com")
        #expect(copy.sender.description == "office@example.nl")
        #expect(ReturnPathTag(parsing: copy.envelopeID, key: situation.archive.index)?.message == message)
    }

    @Test func `the sandbox's delivery stands next to its sending`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(method: .sandbox)
        let events = try await situation.running(Dispatcher(situation.dependencies(SandboxMethod()))) {
            try await situation.until(.messageDelivered)
        }
        #expect(types(events) == [.messageQueued, .messageAttempted, .messageSent, .messageDelivered])
        guard case .messageDelivered(let report) = events[3].event else {
            Issue.record("no report")
            return
        }
        #expect(report == DeliveryReport(source: "sandbox", authentication: .own))
    }

    @Test func `a copy refused for now is tried again when it is due, with the next number`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let method = ScriptedMethod { $0.attempt < 3 ? .later : .taken }
        let events = try await situation.running(Dispatcher(situation.dependencies(method))) {
            let first = try await situation.until(.messageDeferred)
            guard case .messageDeferred(let report) = first.last?.event else { throw Unexpected() }
            let pause = try #require(report.nextAttemptAt) - situation.clock.now().microseconds
            #expect((54_000_000...66_000_000).contains(pause))
            #expect(report.text == "451 4.7.1 <x@example.com>: greylisted")
            situation.clock.advance(bySeconds: 70)
            try await situation.until(.messageDeferred, count: 2)
            situation.clock.advance(bySeconds: 340)
            return try await situation.until(.messageSent)
        }
        #expect(
            types(events) == [
                .messageQueued, .messageAttempted, .messageDeferred, .messageAttempted, .messageDeferred,
                .messageAttempted, .messageSent,
            ]
        )
        #expect(events.dropFirst().compactMap(\.header.attempt) == [1, 1, 2, 2, 3, 3])
        #expect(method.copies.map(\.attempt) == [1, 2, 3])
    }

    @Test func `a copy that is refused for now too long is given up, with the server's words`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let retry = RetryPolicy(pauses: [600], giveUpAfter: 1000, leastAttempts: 1)
        let method = ScriptedMethod(.later)
        let dispatcher = Dispatcher(situation.dependencies(method, policy: DispatchPolicy(retry: retry)))
        let events = try await situation.running(dispatcher) {
            for deferrals in 1...2 {
                try await situation.until(.messageDeferred, count: deferrals)
                situation.clock.advance(bySeconds: 700)
            }
            return try await situation.until(.messageRejected)
        }
        guard case .messageRejected(let report) = events.last?.event else { throw Unexpected() }
        #expect(report.failureClass == .soft)
        #expect(report.text == "451 4.7.1 <x@example.com>: greylisted")
        #expect(report.failure == "given up after 3 attempts")
        #expect(method.copies.count == 3)
    }

    @Test(arguments: [
        (SendResult.gone, EventType.messageRejected), (.unheard, .messageUncertain), (.taken, .messageSent),
    ])
    func `what is settled is never tried again`(result: SendResult, type: EventType) async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let method = ScriptedMethod(result)
        let events = try await situation.running(Dispatcher(situation.dependencies(method))) {
            try await situation.until(type)
            situation.clock.advance(bySeconds: 864_000)
            // A second message passes the same way; the first had its chance to be taken up again.
            try await situation.queue()
            return try await situation.until(type, count: 2)
        }
        #expect(events.count { $0.header.type == .messageAttempted } == 2)
        #expect(method.copies.count == 2)
        if case .messageRejected(let report) = events[2].event { #expect(report.failureClass == .hard) }
    }

    @Test func `a method that is not set up defers, and sends once it is`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue()
        let without = try await situation.running(Dispatcher(situation.dependencies(nil))) {
            try await situation.until(.messageDeferred)
        }
        guard case .messageDeferred(let report) = without.last?.event else { throw Unexpected() }
        #expect(report.failure?.hasPrefix("method smtp is not set up") == true)
        situation.clock.advance(bySeconds: 70)
        let events = try await situation.running(Dispatcher(situation.dependencies(ScriptedMethod(.taken)))) {
            try await situation.until(.messageSent)
        }
        #expect(events.last?.header.attempt == 2)
    }

    @Test func `two hundred copies are each sent once, a few at a time`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(messages: 50, copies: 4)
        let method = ScriptedMethod { _ in
            await Task.yield()
            return .taken
        }
        let events = try await situation.running(Dispatcher(situation.dependencies(method))) {
            try await situation.until(.messageSent, count: 200)
        }
        #expect(events.count == 50 + 2 * 200)
        #expect(Set(method.copies.map { "\($0.message)/\($0.recipient)" }).count == 200)
        #expect(method.copies.count == 200)
        #expect(method.most <= 8)
    }

    @Test func `two dispatchers on one ledger send each copy once`() async throws {
        let situation = try await SendingSituation()
        let method = ScriptedMethod { _ in
            await Task.yield()
            return .taken
        }
        let dispatchers = [0, 1].map { _ in Dispatcher(situation.dependencies(method)) }
        let events = try await situation.running(dispatchers[0], dispatchers[1]) {
            for dispatcher in dispatchers {
                while await dispatcher.state != .dispatching { await Task.yield() }
            }
            try await situation.queue(messages: 30, copies: 2)
            return try await situation.until(.messageSent, count: 60)
        }
        #expect(method.copies.count == 60)
        #expect(events.count { $0.header.type == .messageAttempted } == 60)
        #expect(Set(method.copies.map { "\($0.message)/\($0.recipient)" }).count == 60)
    }

    @Test func `a view that lags behind makes nothing be sent twice`() async throws {
        let situation = try await SendingSituation()
        try await situation.queue(copies: 3)
        try await situation.outbox.catchUp()
        let method = ScriptedMethod(.taken)
        let dispatcher = Dispatcher(situation.dependencies(method))
        try await situation.running(dispatcher, withView: false) {
            try await situation.until(.messageSent, count: 3)
            for _ in 0..<100 {
                dispatcher.kick()
                await Task.yield()
            }
        }
        #expect(situation.outbox.position() == 1)
        #expect(method.copies.count == 3)
    }
}

struct Unexpected: Error {}
