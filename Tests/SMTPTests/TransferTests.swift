import Foundation
import Testing

@testable import SMTP

@Suite("Transfer over TCP")
struct TransferTests {
    @Test func `a refused recipient under pipelining ends in a lone dot, and the session goes on`() async throws {
        let script: [ScriptedServer.Step] =
            .hello("PIPELINING") + [
                .hear("MAIL"), .hear("RCPT"), .hear("DATA"),
                .say("250 ok\r\n550 5.1.1 no such user\r\n354 go"),
                .hear("."), .say("554 5.5.1 no valid recipients"),
                .hear("RSET"), .say("250 ok"),
                .hear("MAIL"), .hear("RCPT"), .hear("DATA"), .say("250 ok\r\n250 ok\r\n354 go"),
                .hearMessage, .say("250 Ok 1234"),
            ]
        try await ScriptedServer.run(script) { fake in
            guard case .ready(let connection) = try await SMTPConnection.open(to: SessionTests.server(fake.port)) else {
                Issue.record("no session")
                return
            }
            let first = try await connection.send(SessionTests.message, in: SessionTests.envelope)
            guard case .rejected(let evidence) = first else {
                Issue.record("\(first)")
                return
            }
            #expect(evidence.stage == .rcpt && evidence.reply?.enhancedStatus == "5.1.1")
            let second = try await connection.send(SessionTests.message, in: SessionTests.envelope)
            #expect(second.evidence.queueID == "1234")
            #expect(second.evidence.transcript.first == "# message 2 on this connection")
            #expect(await connection.messageCount == 2)
        }
    }

    @Test func `a refusal in mid-message ends without a dot`() async throws {
        let script: [ScriptedServer.Step] =
            .hello() + [
                .hear("MAIL"), .say("250 ok"), .hear("RCPT"), .say("250 ok"),
                .hear("DATA"), .say("354 go\r\n552 5.3.4 too big"), .hearMessage, .signal,
            ]
        try await ScriptedServer.run(script) { fake in
            guard case .rejected(let evidence) = try await SessionTests.send(to: SessionTests.server(fake.port)) else {
                Issue.record("not rejected")
                return
            }
            #expect(evidence.stage == .data && evidence.reply?.code == 552)
            #expect(!fake.heard[0].contains("."))
        }
    }

    @Test func `a large message arrives as it was, dots and all`() async throws {
        var random = Lottery(seed: 3)
        var text = "Subject: large\r\n\r\n"
        for number in 0..<30_000 {
            text += String(repeating: ".", count: random.number(upTo: 3)) + "line \(number)\r\n"
        }
        let message = SMTPMessage(Array(text.utf8))
        try await ScriptedServer.run(.hello() + .take("9Z9Z9Z")) { fake in
            let outcome = try await SessionTests.send(to: SessionTests.server(fake.port), message)
            #expect(outcome.evidence.queueID == "9Z9Z9Z")
            let lines = try #require(fake.heard[0].split(separator: "DATA").last).dropLast()
            let unstuffed = lines.map { ($0.hasPrefix(".") ? String($0.dropFirst()) : $0) + "\r\n" }
            #expect(unstuffed.joined() == text)
        }
    }

    @Test func `a message over the server's limit never leaves, and the session stays`() async throws {
        try await ScriptedServer.run(.hello("SIZE 10") + [.hear("NOOP"), .say("250 ok")]) { fake in
            guard case .ready(let connection) = try await SMTPConnection.open(to: SessionTests.server(fake.port)) else {
                Issue.record("no session")
                return
            }
            await #expect(throws: SMTPInputError.tooLarge(size: 26, limit: 10)) {
                try await connection.send(SessionTests.message, in: SessionTests.envelope)
            }
            #expect(await connection.isAlive(within: .seconds(10)))
            #expect(fake.heard == [["EHLO localhost", "NOOP"]])
        }
    }

    @Test func `secrets stay out of evidence, even when the server repeats them`() async throws {
        let script: [ScriptedServer.Step] =
            .hello("AUTH PLAIN") + [
                .hear("AUTH PLAIN AHUtMQBodW50ZXItMg=="),
                .say("535-5.7.8 AHUtMQBodW50ZXItMg== is wrong\r\n535 5.7.8 hunter-2 is wrong"),
            ]
        try await ScriptedServer.run(script) { fake in
            var server = SessionTests.server(fake.port)
            server.credentials = .password(username: "u-1", password: "hunter-2")
            server.allowsPlaintextAuthentication = true
            guard case .failed(.rejected(let evidence)) = try await SMTPConnection.open(to: server) else {
                Issue.record("not rejected")
                return
            }
            #expect(evidence.stage == .auth && evidence.reply?.code == 535)
            #expect(evidence.reply?.lines == ["5.7.8 **** is wrong", "5.7.8 **** is wrong"])
            #expect(evidence.transcript.contains("C: AUTH PLAIN ****"))
            #expect(!"\(evidence)".contains("hunter-2") && !"\(evidence)".contains("AHUtMQ"))
            let stored = try JSONEncoder().encode(evidence)
            #expect(try JSONDecoder().decode(SMTPEvidence.self, from: stored) == evidence)
        }
    }

    @Test func `a transcript is bounded`() {
        var transcript = SMTPTranscript()
        for number in 0..<300 {
            transcript.note("\(number)" + String(repeating: "x", count: 1000))
        }
        #expect(transcript.finished.count == SMTPTranscript.maximumLines + 1)
        #expect(transcript.finished.last == "# 200 more lines")
        #expect(transcript.finished.allSatisfy { $0.count <= SMTPTranscript.maximumLineLength })
    }
}
