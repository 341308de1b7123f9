import Testing

@testable import SMTP

@Suite("A pool of sessions")
struct PoolTests {
    static func pool(_ port: Int, _ limits: SMTPConnectionPool.Limits = .init()) -> SMTPConnectionPool {
        SMTPConnectionPool(server: SessionTests.server(port), limits: limits)
    }

    static func send(_ pool: SMTPConnectionPool) async throws -> SMTPOutcome {
        try await pool.send(SessionTests.message, in: SessionTests.envelope)
    }

    @Test func `messages share a session, and wait for it`() async throws {
        let script: [ScriptedServer.Step] = .hello() + .take("Q1111") + .take("Q2222") + .take("Q3333")
        try await ScriptedServer.run(script) { fake in
            let pool = Self.pool(fake.port, .init(connections: 1))
            let queueIDs = try await withThrowingTaskGroup(of: String?.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await Self.send(pool).evidence.queueID }
                }
                return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
            }
            #expect(queueIDs == ["Q1111", "Q2222", "Q3333"])
            #expect(fake.heard.count == 1)
            await pool.close()
        }
    }

    @Test(arguments: [
        [ScriptedServer.Step.hangUp],
        [.hear("MAIL"), .hangUp],
        [.hear("MAIL"), .say("421 4.4.2 idle"), .hangUp],
        [.say("421 4.4.2 idle"), .hangUp],
        [.say("421 4.4.2 idle")],
    ])
    func `a session that died at rest costs nothing`(death: [ScriptedServer.Step]) async throws {
        try await ScriptedServer.run(.hello() + .take("Q1111") + death, .hello() + .take("Q2222")) { fake in
            let pool = Self.pool(fake.port)
            let first = try await Self.send(pool)
            #expect(first.evidence.queueID == "Q1111")
            let second = try await Self.send(pool)
            #expect(second.evidence.queueID == "Q2222")
            #expect(fake.heard.count == 2)
            await pool.close()
        }
    }

    @Test(arguments: [
        [ScriptedServer.Step.hear("MAIL"), .say("250 ok"), .hear("RCPT"), .hangUp],
        .offer + [.hangUp],
        .offer + [.hearMessage, .hangUp],
    ])
    func `after MAIL was answered nothing is tried again`(death: [ScriptedServer.Step]) async throws {
        try await ScriptedServer.run(.hello() + .take("Q1111") + death, .hello() + .take("Q2222")) { fake in
            let pool = Self.pool(fake.port)
            let first = try await Self.send(pool)
            #expect(first.evidence.queueID == "Q1111")
            let second = try await Self.send(pool)
            #expect(second.evidence.cause == .connectionClosed)
            #expect(fake.heard.count == 1)
            await pool.close()
        }
    }

    @Test func `a fresh session is tried once`() async throws {
        try await ScriptedServer.run(.hello() + [.hear("MAIL"), .hangUp], .hello() + .take("Q2222")) { fake in
            let pool = Self.pool(fake.port)
            let first = try await Self.send(pool)
            #expect(first.evidence.stage == .mail)
            #expect(fake.heard.count == 1)
            await pool.close()
        }
    }

    @Test func `a session is replaced after its share of messages`() async throws {
        let script: [ScriptedServer.Step] = .hello() + .take("Q1111") + [.hear("QUIT"), .say("221 bye")]
        try await ScriptedServer.run(script, .hello() + .take("Q2222")) { fake in
            let pool = Self.pool(fake.port, .init(messagesPerConnection: 1))
            _ = try await Self.send(pool)
            let first = try await Self.send(pool)
            #expect(first.evidence.queueID == "Q2222")
            await pool.close()
        }
    }

    @Test func `a session at rest says QUIT when its time is up`() async throws {
        try await ScriptedServer.run(.hello() + .take("Q1111") + [.hear("QUIT"), .signal]) { fake in
            let pool = Self.pool(fake.port, .init(idleTime: .milliseconds(20)))
            _ = try await Self.send(pool)
            for await _ in fake.signals.prefix(1) {}
            #expect(fake.heard[0].last == "QUIT")
        }
    }

    @Test func `a long rest is followed by a sign of life`() async throws {
        let script: [ScriptedServer.Step] =
            .hello() + .take("Q1111") + [.hear("NOOP"), .say("250 ok")] + .take("Q2222")
        try await ScriptedServer.run(script) { fake in
            let pool = Self.pool(fake.port, .init(trustedRest: .zero))
            _ = try await Self.send(pool)
            let first = try await Self.send(pool)
            #expect(first.evidence.queueID == "Q2222")
            await pool.close()
        }
    }

    @Test func `a closed pool defers, and says farewell`() async throws {
        try await ScriptedServer.run(.hello() + .take("Q1111") + [.hear("QUIT"), .signal]) { fake in
            let pool = Self.pool(fake.port)
            _ = try await Self.send(pool)
            await pool.close()
            for await _ in fake.signals.prefix(1) {}
            guard case .deferred(let evidence) = try await Self.send(pool) else {
                Issue.record("not deferred")
                return
            }
            #expect(evidence.cause == .cancelled)
        }
    }

    @Test func `values are refused before anything is opened`() async throws {
        try await ScriptedServer.run { fake in
            let envelope = SMTPEnvelope(
                sender: "a\r\n@example.com",
                recipients: [SMTPRecipient(address: "r@example.nl")]
            )
            await #expect(throws: SMTPInputError.lineBreak(.sender)) {
                try await Self.pool(fake.port).send(SessionTests.message, in: envelope)
            }
            #expect(fake.heard.isEmpty)
        }
    }

    @Test func `places are handed out in turn, and a cancelled wait takes none`() async {
        let slots = SMTPSlots(count: 1)
        #expect(await slots.take())
        await withTaskGroup(of: Bool.self) { group in
            group.addTask { await slots.take() }
            group.cancelAll()
            #expect(await group.next() == false)
        }
        slots.giveBack()
        #expect(await slots.take())
    }
}
