import NIOCore
import Testing

@testable import SMTP

@Suite("A session over TCP")
struct SessionTests {
    static let message = SMTPMessage(Array("Subject: x\r\n\r\n.dot\r\nbody\r\n".utf8))
    static let envelope = SMTPEnvelope(
        sender: "s@example.com",
        recipients: [SMTPRecipient(address: "r@example.nl", notify: [.failure])],
        envelopeID: "send-1"
    )

    static func server(_ port: Int, _ timeouts: SMTPTimeouts = SMTPTimeouts()) -> SMTPServer {
        SMTPServer(host: "127.0.0.1", port: port, security: .none, timeouts: timeouts)
    }

    static func send(
        to server: SMTPServer,
        _ message: SMTPMessage = message
    ) async throws -> SMTPOutcome {
        switch try await SMTPConnection.open(to: server) {
        case .failed(let outcome): return outcome
        case .ready(let connection):
            let outcome = try await connection.send(message, in: envelope)
            await connection.quit()
            return outcome
        }
    }

    @Test func `a message is accepted, with its evidence`() async throws {
        let script: [ScriptedServer.Step] = .hello("SIZE 1000", "DSN") + .take("4XyZ12") + [.hear("QUIT"), .signal]
        try await ScriptedServer.run(script) { fake in
            let outcome = try await Self.send(to: Self.server(fake.port))
            for await _ in fake.signals.prefix(1) {}
            #expect(
                fake.heard == [
                    [
                        "EHLO localhost", "MAIL FROM:<s@example.com> SIZE=26 RET=HDRS ENVID=send-1",
                        "RCPT TO:<r@example.nl> NOTIFY=FAILURE ORCPT=rfc822;r@example.nl", "DATA",
                        "Subject: x", "", "..dot", "body", ".", "QUIT",
                    ]
                ]
            )
            guard case .accepted(let evidence) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(evidence.queueID == "4XyZ12" && evidence.stage == .finalDot && evidence.failure == nil)
            #expect(evidence.server == "mail.example.com" && evidence.tls == nil)
            #expect(evidence.extensions == ["SIZE 1000", "DSN"])
            #expect(evidence.dsnOffered && evidence.dsnRequested)
            #expect(evidence.reply?.text == "2.0.0 Ok: queued as 4XyZ12" && evidence.reply?.enhancedStatus == "2.0.0")
            #expect(evidence.transcript.first == "S: 220 mail.example.com ESMTP")
            #expect(evidence.transcript.contains("# message of 26 bytes and final dot"))
            #expect(!evidence.transcript.contains { $0.contains("Subject") })
        }
    }

    @Test func `a server without DSN is asked for no reports`() async throws {
        try await ScriptedServer.run(.hello() + .take("1A2B3C")) { fake in
            let outcome = try await Self.send(to: Self.server(fake.port))
            #expect(!outcome.evidence.dsnOffered && !outcome.evidence.dsnRequested)
            #expect(fake.heard[0].contains("RCPT TO:<r@example.nl>"))
        }
    }

    @Test func `a lost connection after the final dot is uncertain`() async throws {
        try await ScriptedServer.run(.hello() + .offer + [.hearMessage, .hangUp]) { fake in
            let outcome = try await Self.send(to: Self.server(fake.port))
            guard case .uncertain(let evidence) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(evidence.stage == .finalDot && evidence.reply == nil && evidence.cause == .connectionClosed)
        }
    }

    @Test func `half a reply after the final dot is uncertain`() async throws {
        let script: [ScriptedServer.Step] = .hello() + .offer + [.hearMessage, .say("250-2.0.0 Ok: queued"), .hangUp]
        try await ScriptedServer.run(script) { fake in
            let outcome = try await Self.send(to: Self.server(fake.port))
            guard case .uncertain = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }
    }

    @Test func `silence after the final dot is uncertain`() async throws {
        try await ScriptedServer.run(.hello() + .offer + [.hearMessage]) { fake in
            let timeouts = SMTPTimeouts(finalReply: .milliseconds(100))
            guard case .uncertain(let evidence) = try await Self.send(to: Self.server(fake.port, timeouts)) else {
                Issue.record("not uncertain")
                return
            }
            #expect(evidence.cause == .timedOut)
        }
    }

    @Test func `cancelling after the final dot is uncertain`() async throws {
        try await ScriptedServer.run(.hello() + .offer + [.hearMessage, .signal]) { fake in
            let port = fake.port
            try await withThrowingTaskGroup(of: SMTPOutcome.self) { group in
                group.addTask { try await Self.send(to: Self.server(port)) }
                for await _ in fake.signals.prefix(1) {}
                group.cancelAll()
                guard case .uncertain(let evidence) = try await group.next() else {
                    Issue.record("not uncertain")
                    return
                }
                #expect(evidence.cause == .cancelled)
            }
        }
    }

    struct Ending: Sendable, CustomTestStringConvertible {
        let name: String
        let script: [ScriptedServer.Step]
        let stage: SMTPStage
        let cause: SMTPFailure.Cause
        var testDescription: String { name }
    }

    static let endings = [
        Ending(name: "hangs up at once", script: [.hangUp], stage: .greeting, cause: .connectionClosed),
        Ending(name: "never greets", script: [], stage: .greeting, cause: .timedOut),
        Ending(name: "speaks HTTP", script: [.say("HTTP/1.1 400 no")], stage: .greeting, cause: .protocolViolation),
        Ending(
            name: "greets without end",
            script: [.say(Array(repeating: "220-x", count: 200).joined(separator: "\r\n"))],
            stage: .greeting,
            cause: .protocolViolation
        ),
        Ending(
            name: "greets on one long line",
            script: [.say("220 " + String(repeating: "x", count: 5000))],
            stage: .greeting,
            cause: .protocolViolation
        ),
        Ending(name: "ignores EHLO", script: [.say("220 x"), .hear("EHLO")], stage: .ehlo, cause: .timedOut),
        Ending(
            name: "answers before it is asked",
            script: [.say("220 x\r\n250 x\r\n250 y")],
            stage: .ehlo,
            cause: .protocolViolation
        ),
        Ending(
            name: "drops at MAIL",
            script: .hello() + [.hear("MAIL"), .hangUp],
            stage: .mail,
            cause: .connectionClosed
        ),
        Ending(
            name: "drops in DATA",
            script: .hello() + .offer + [.hear("Subject"), .hangUp],
            stage: .data,
            cause: .connectionClosed
        ),
        Ending(name: "goes deaf", script: .hello() + .offer + [.goDeaf], stage: .data, cause: .timedOut),
    ]

    @Test(arguments: endings)
    func `a failure before the final dot is deferred`(ending: Ending) async throws {
        try await ScriptedServer.run(ending.script) { fake in
            // Only the stage that should run out of time is short of it, so that a busy machine fails no other.
            func limit(_ stage: SMTPStage) -> Duration {
                ending.cause == .timedOut && ending.stage == stage ? .milliseconds(500) : .seconds(60)
            }
            let timeouts = SMTPTimeouts(greeting: limit(.greeting), command: limit(.ehlo), dataChunk: limit(.data))
            // More than what the system takes for a peer that does not read.
            let size = ending.stage == .data ? 24 << 20 : 1 << 10
            let message = SMTPMessage(Array("Subject: x\r\n\r\n".utf8) + Array(repeating: 0x78, count: size))
            let outcome = try await Self.send(to: Self.server(fake.port, timeouts), message)
            guard case .deferred(let evidence) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(evidence.stage == ending.stage && evidence.cause == ending.cause)
            #expect(evidence.failure?.isEmpty == false)
        }
    }

    @Test func `a port where nobody listens is deferred`() async throws {
        let port = try await ScriptedServer.run { $0.port }
        guard case .deferred(let evidence) = try await Self.send(to: Self.server(port)) else {
            Issue.record("not deferred")
            return
        }
        #expect(evidence.stage == .connect && evidence.cause == .unreachable)
    }
}
