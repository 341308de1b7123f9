import Testing

@testable import SMTP

@Suite("One message on a session")
struct TransactionTests {
    static func transaction(recipients: Int = 1, pipelining: Bool) throws -> SMTPTransaction {
        let addresses = (1...recipients).map { SMTPRecipient(address: "r\($0)@example.com") }
        let envelope = SMTPEnvelope(sender: "s@example.com", recipients: addresses)
        let message = SMTPMessage(Array("Subject: x\r\n\r\nbody\r\n".utf8))
        let commands = try SMTPTransactionCommands(envelope, for: message, offered: .none)
        return SMTPTransaction(commands, pipelining: pipelining)
    }

    /// Plays replies; 0 stands for a lost session, and the dot leaves whenever the message may.
    static func play(
        _ codes: [Int],
        _ transaction: inout SMTPTransaction
    ) -> (sent: [String], end: SMTPTransaction.Step) {
        var sent: [String] = []
        var step = transaction.begin()
        var codes = codes[...]
        while true {
            switch step {
            case .send(let commands): sent.append(commands.map { String($0.text.prefix(4)) }.joined(separator: "+"))
            case .sendMessage:
                sent.append("message")
                transaction.dotLeft()
            case .listen: break
            case .end: return (sent, step)
            }
            let code = codes.popFirst() ?? 0
            step =
                code == 0
                ? transaction.failed(.closed) : transaction.received(SMTPReply(code: code, lines: ["\(code)"]))
        }
    }

    struct Course: Sendable, CustomTestStringConvertible {
        let codes: [Int]
        let kind: SMTPVerdict.Kind
        let stage: SMTPStage
        let leaving: SMTPTransaction.Session
        var decisive: Int?

        var testDescription: String { "\(codes)" }
    }

    static let courses = [
        Course(codes: [250, 250, 354, 250], kind: .accepted, stage: .finalDot, leaving: .clean, decisive: 250),
        Course(codes: [250, 251, 354, 250], kind: .accepted, stage: .finalDot, leaving: .clean, decisive: 250),
        Course(codes: [250, 250, 354, 550], kind: .rejected, stage: .finalDot, leaving: .needsReset, decisive: 550),
        Course(codes: [250, 250, 354, 451], kind: .deferred, stage: .finalDot, leaving: .needsReset, decisive: 451),
        Course(codes: [250, 250, 354, 421], kind: .deferred, stage: .finalDot, leaving: .unusable, decisive: 421),
        Course(codes: [250, 250, 354, 354], kind: .uncertain, stage: .finalDot, leaving: .unusable, decisive: 354),
        Course(codes: [250, 250, 354, 0], kind: .uncertain, stage: .finalDot, leaving: .unusable),
        Course(codes: [250, 250, 554], kind: .rejected, stage: .data, leaving: .needsReset, decisive: 554),
        Course(codes: [250, 250, 451], kind: .deferred, stage: .data, leaving: .needsReset, decisive: 451),
        Course(codes: [250, 250, 250], kind: .deferred, stage: .data, leaving: .unusable, decisive: 250),
        Course(codes: [250, 250, 0], kind: .deferred, stage: .data, leaving: .unusable),
        Course(codes: [250, 0], kind: .deferred, stage: .rcpt, leaving: .unusable),
        Course(codes: [0], kind: .deferred, stage: .mail, leaving: .unusable),
        Course(codes: [421], kind: .deferred, stage: .mail, leaving: .unusable, decisive: 421),
        Course(codes: [250, 421], kind: .deferred, stage: .rcpt, leaving: .unusable, decisive: 421),
    ]

    @Test(arguments: courses, [true, false])
    func `every course of replies has one outcome`(course: Course, pipelining: Bool) throws {
        var transaction = try Self.transaction(pipelining: pipelining)
        let (sent, end) = Self.play(course.codes, &transaction)
        guard case .end(let verdict, let leaving) = end else { return }
        #expect(verdict.kind == course.kind)
        #expect(verdict.stage == course.stage)
        #expect(verdict.reply?.code == course.decisive)
        #expect(leaving == course.leaving)
        #expect(sent.first == (pipelining ? "MAIL+RCPT+DATA" : "MAIL"))
        #expect(
            (verdict.failure != nil)
                == (course.decisive == nil || course.codes.last.map { [354].contains($0) } == true
                    || course.codes == [250, 250, 250])
        )
    }

    @Test(arguments: [
        ([250, 550, 554], SMTPStage.rcpt, 550, false, SMTPTransaction.Session.needsReset),
        ([250, 550, 503], .rcpt, 550, false, .needsReset),
        ([250, 450, 354, 554], .rcpt, 450, true, .needsReset),
        ([250, 550, 354, 250], .rcpt, 550, true, .unusable),
        ([250, 550, 354, 0], .rcpt, 550, true, .unusable),
        ([250, 550, 0], .rcpt, 550, false, .unusable),
        ([552, 503, 503], .mail, 552, false, .needsReset),
        ([552, 503, 354, 554], .mail, 552, true, .needsReset),
        ([552, 250, 354], .mail, 552, false, .unusable),
    ])
    func `a refusal met by pipelined DATA ends in a lone dot at most`(
        codes: [Int],
        stage: SMTPStage,
        code: Int,
        loneDot: Bool,
        leaving: SMTPTransaction.Session
    ) throws {
        var transaction = try Self.transaction(pipelining: true)
        let (sent, end) = Self.play(codes, &transaction)
        #expect(sent == ["MAIL+RCPT+DATA"] + (loneDot ? ["."] : []))
        guard case .end(let verdict, let left) = end else { return }
        #expect(verdict.stage == stage && verdict.reply?.code == code)
        #expect(verdict.kind == (code >= 500 ? .rejected : .deferred))
        #expect(left == leaving)
    }

    @Test func `without pipelining nothing follows a refusal`() throws {
        var transaction = try Self.transaction(pipelining: false)
        let (sent, end) = Self.play([250, 550], &transaction)
        #expect(sent == ["MAIL", "RCPT"])
        #expect(end == .end(.refusal(at: .rcpt, SMTPReply(code: 550, lines: ["550"])), leaving: .needsReset))
    }

    @Test func `with several recipients DATA waits for all of them`() throws {
        var accepted = try Self.transaction(recipients: 3, pipelining: true)
        #expect(
            Self.play([250, 250, 250, 250, 354, 250], &accepted).sent == ["MAIL+RCPT+RCPT+RCPT", "DATA", "message"]
        )
        var refused = try Self.transaction(recipients: 3, pipelining: true)
        let (sent, end) = Self.play([250, 250, 550, 250], &refused)
        #expect(sent == ["MAIL+RCPT+RCPT+RCPT"])
        #expect(end == .end(.refusal(at: .rcpt, SMTPReply(code: 550, lines: ["550"])), leaving: .needsReset))
    }

    @Test(arguments: [(552, SMTPVerdict.Kind.rejected), (452, .deferred), (250, .deferred)])
    func `a reply before the final dot hands nothing over`(code: Int, kind: SMTPVerdict.Kind) throws {
        var transaction = try Self.transaction(pipelining: false)
        _ = transaction.begin()
        for code in [250, 250, 354] {
            _ = transaction.received(SMTPReply(code: code, lines: [""]))
        }
        guard case .end(let verdict, let leaving) = transaction.received(SMTPReply(code: code, lines: [""])) else {
            Issue.record("the transaction goes on")
            return
        }
        #expect(verdict.kind == kind && verdict.stage == .data && leaving == .unusable)
    }
}
