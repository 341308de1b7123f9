import Foundation
import Ledger
import Mail
import SMTP
import Testing

@testable import Sending

@Suite("Methods")
struct MethodTests {
    private static func copy(to address: String, attempt: Int = 1, returnPath: String? = nil) throws -> OutgoingCopy {
        let message = OpaqueID(high: 1, low: 2)
        let tag = try #require(ReturnPathTag(message: message, recipient: 1, key: IndexKey.random()))
        return OutgoingCopy(
            message: message,
            recipient: 1,
            attempt: attempt,
            sender: try EmailAddress(parsing: "office@example.nl"),
            returnPath: try returnPath.map { try EmailAddress(parsing: $0) },
            recipientAddress: try EmailAddress(parsing: address),
            bytes: Array("Subject: x\r\n\r\nx\r\n".utf8),
            envelopeID: tag.description
        )
    }

    @Test(
        arguments: [
            ("customer@example.com", 1, "sent"), ("reject@example.com", 1, "rejected hard"),
            ("Bounce-2@example.nl", 1, "rejected hard"), ("full@example.com", 1, "rejected soft"),
            ("block@shop.example", 1, "rejected blocked"), ("defer@example.com", 1, "deferred"),
            ("defer@example.com", 2, "sent"), ("unreachable+x@example.com", 9, "deferred"),
            ("uncertain@example.com", 1, "uncertain"), ("rejections@example.com", 1, "sent"),
            ("reject@business.nl", 1, "sent"), ("reject@notexample.com", 1, "sent"),
        ]
    )
    func `the sandbox takes everything but what plays a part`(
        address: String,
        attempt: Int,
        outcome: String
    )
        async throws
    {
        let result = await SandboxMethod().send(try Self.copy(to: address, attempt: attempt))
        switch result {
        case .sent(let report, let delivered):
            #expect(outcome == "sent")
            #expect(report.text == "250 2.0.0 kept in the sandbox")
            #expect(delivered?.source == "sandbox")
        case .rejected(let report): #expect(outcome == "rejected \(report.failureClass?.rawValue ?? "")")
        case .deferred: #expect(outcome == "deferred")
        case .uncertain(let report):
            #expect(outcome == "uncertain")
            #expect(report.failure != nil)
        }
    }

    @Test func `the envelope sender is the From address unless something else is asked for`() throws {
        let copy = try Self.copy(to: "customer@example.com")
        #expect(SMTPReturnPath.from.sender(of: copy).description == "office@example.nl")
        #expect(SMTPReturnPath.plus.sender(of: copy).description == "office+b-\(copy.envelopeID)@example.nl")
        let bounces = SMTPReturnPath.address(try EmailAddress(parsing: "bounces@example.nl"))
        #expect(bounces.sender(of: copy).description == "bounces@example.nl")
        let asked = try Self.copy(to: "customer@example.com", returnPath: "other@example.nl")
        #expect(SMTPReturnPath.plus.sender(of: asked).description == "other@example.nl")
    }

    @Test func `a reply becomes a report with all that was seen`() throws {
        let evidence = """
            {"stage":"finalDot","reply":{"code":250,"enhancedStatus":"2.0.0","lines":["2.0.0 OK","[Hostname=x.example]"]},
            "queueID":"4XyZ","assignedMessageID":"<new@example.com>","server":"mx.example.com",
            "tls":{"version":"TLSv1.3","peerVerified":true},"extensions":["DSN"],"dsnOffered":true,"dsnRequested":true,
            "transcript":[]}
            """
        let decoded = try JSONDecoder().decode(SMTPEvidence.self, from: Data(evidence.utf8))
        guard case .sent(let report, nil) = SendResult(SMTPOutcome.accepted(decoded)) else { throw Unexpected() }
        #expect(report.stage == "finalDot")
        #expect(report.code == 250)
        #expect(report.status == "2.0.0")
        #expect(report.text == "250-2.0.0 OK\n250 [Hostname=x.example]")
        #expect(report.queueID == "4XyZ")
        #expect(report.assignedMessageID == "new@example.com")
        #expect(report.server == "mx.example.com")
        #expect(report.tlsVersion == "TLSv1.3")
        #expect(report.tlsVerified == true)
        #expect(report.dsnOffered == true)
        #expect(report.dsnRequested == true)
        guard case .rejected(let refused) = SendResult(SMTPOutcome.rejected(decoded)) else { throw Unexpected() }
        #expect(refused.failureClass == .blocked)
    }

    @Test func `what the client refuses is rejected without a server`() {
        let result = SendResult(SMTPInputError.tooLarge(size: 20, limit: 10))
        #expect(result.report.failureClass == .soft)
        #expect(result.report.failure == "the message has 20 bytes and the server takes at most 10")
        #expect(SendResult(SMTPInputError.needsSMTPUTF8(.recipient)).report.failureClass == .blocked)
    }

    @Test func `a server that cannot be reached defers`() async throws {
        let draft = SMTPMethodDraft(host: "127.0.0.1", port: 1, security: "none", from: "office@example.nl")
        let method = try SMTPMethod(settings: SMTPMethodSettings(validating: draft), password: nil)
        guard case .deferred(let report, pauses: false) = await method.send(try Self.copy(to: "customer@example.com"))
        else {
            throw Unexpected()
        }
        #expect(report.stage == "connect")
        #expect(report.failure != nil)
        await method.close()
    }
}
