import Mail
import SMTP
import Sending
import Testing

@Suite("Rejection rules")
struct RejectionRulesTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let stage: SMTPStage
        let code: Int
        let status: String?
        let text: String
        let expected: FailureClass

        init(_ expected: FailureClass, _ stage: SMTPStage, _ code: Int, _ status: String?, _ text: String) {
            (self.stage, self.code, self.status, self.text, self.expected) = (stage, code, status, text, expected)
        }

        var testDescription: String { "\(stage.rawValue) \(code) \(status ?? "-") \(text)" }
    }

    static let addressGone = [
        Case(.hard, .rcpt, 550, "5.1.1", "5.1.1 <gone@example.com>: Recipient address rejected: User unknown in table"),
        Case(.hard, .rcpt, 550, "5.1.1", "5.1.1 The email account that you tried to reach does not exist."),
        Case(.hard, .rcpt, 550, "5.2.1", "5.2.1 <gone@example.com>... User Unknown"),
        Case(.hard, .rcpt, 550, "5.1.10", "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found"),
        Case(.hard, .rcpt, 550, "5.1.6", "5.1.6 recipient no longer on server: gone@example.com"),
        Case(.hard, .rcpt, 550, "5.4.1", "5.4.1 Recipient address rejected: Access denied."),
        Case(.hard, .rcpt, 550, nil, "<gone@example.com>: User unknown"),
        Case(.hard, .rcpt, 550, nil, "No such user here"),
        Case(.hard, .rcpt, 550, "5.5.0", "5.5.0 Requested action not taken: mailbox unavailable"),
        Case(.hard, .finalDot, 554, nil, "delivery error: dd This user doesn't have a example.com account"),
        Case(.hard, .rcpt, 550, "5.3.0", "5.3.0 <gone@example.com>... No such user"),
        Case(.hard, .rcpt, 556, nil, "domain does not accept mail"),
        Case(.hard, .rcpt, 551, nil, "gone"),
    ]

    static let addressFine = [
        Case(.soft, .rcpt, 552, "5.2.2", "5.2.2 Mailbox full"),
        Case(.soft, .rcpt, 550, "5.2.2", "5.2.2 <full@example.com>... Mailbox Full"),
        Case(.soft, .rcpt, 552, nil, "Requested mail action aborted: exceeded storage allocation"),
        Case(.soft, .rcpt, 522, "5.2.0", "5.2.0 Delivery failed: Over quota"),
        Case(.soft, .mail, 552, "5.3.4", "5.3.4 Message size exceeds fixed limit"),
        Case(.soft, .finalDot, 552, nil, "message too large"),
        Case(.soft, .finalDot, 552, "5.2.3", "5.2.3 Message length exceeds limit set by recipient"),
        Case(.soft, .rcpt, 552, nil, "Too many recipients"),
        Case(.soft, .greeting, 554, "5.3.2", "5.3.2 system not accepting network messages"),
        Case(.soft, .rcpt, 550, nil, "Message expired"),
        Case(.soft, .rcpt, 553, "5.3.5", "5.3.5 system config error"),
        Case(.soft, .rcpt, 554, nil, "Service currently unavailable"),
        Case(.soft, .data, 503, nil, "Improper sequence of commands"),
    ]

    static let refusedForOtherReasons = [
        Case(.blocked, .finalDot, 554, "5.7.9", "5.7.9 Message not accepted for policy reasons."),
        Case(.blocked, .finalDot, 552, "5.7.0", "5.7.0 This message was blocked because of its content"),
        Case(.blocked, .finalDot, 550, "5.7.26", "5.7.26 Unauthenticated email from example.com is not accepted"),
        Case(.blocked, .rcpt, 550, "5.7.1", "5.7.1 IP address blacklisted by recipient"),
        Case(.blocked, .rcpt, 554, "5.7.1", "5.7.1 <x@example.com>: Relay access denied"),
        Case(.blocked, .rcpt, 550, nil, "domain [example.com] mismatches client ip 192.0.2.225."),
        Case(.blocked, .rcpt, 550, nil, "Blocked, see a blocklist"),
        Case(.blocked, .rcpt, 550, nil, "Sender verify failed: user unknown"),
        Case(.blocked, .rcpt, 553, "5.1.8", "5.1.8 <me@example.com>... Domain of sender address does not exist"),
        Case(.blocked, .rcpt, 550, "5.1.0", "5.1.0 <me@example.com> sender rejected"),
        Case(.blocked, .mail, 550, "5.1.1", "5.1.1 who are you"),
        Case(.blocked, .auth, 535, "5.7.8", "5.7.8 Username and Password not accepted"),
        Case(.blocked, .greeting, 554, nil, "no SMTP service here for you"),
        Case(.blocked, .finalDot, 554, "5.6.0", "5.6.0 Message contains invalid header"),
        Case(.blocked, .finalDot, 554, nil, "Transaction failed"),
        Case(.blocked, .rcpt, 530, nil, "Please sign in first"),
        Case(.blocked, .rcpt, 550, nil, "Please turn on SMTP Authentication in your mail client."),
    ]

    @Test(arguments: addressGone + addressFine + refusedForOtherReasons)
    func `a refusal gets the class that its stage, status, code and words give`(refusal: Case) {
        let verdict = RejectionRules.verdict(
            on: Refusal(stage: refusal.stage, code: refusal.code, status: refusal.status, text: refusal.text)
        )
        #expect(verdict.failureClass == refusal.expected, "decided by \(verdict.rule)")
        #expect(verdict.rule.hasPrefix("\(RejectionRules.version):"))
    }

    @Test func `words inside an address decide nothing`() {
        let text = "<spam.policy@example.com>: no such user"
        let verdict = RejectionRules.verdict(on: Refusal(stage: .rcpt, code: 550, text: text))
        #expect(verdict.failureClass == .hard)
    }

    @Test(arguments: [SMTPStage.connect, .greeting, .ehlo, .tls, .auth, .mail])
    func `nothing said before the recipient was named makes an address hard`(stage: SMTPStage) {
        for status in ["5.0.0", "5.1.1", "5.2.1", "5.4.4", "5.5.0", "5.7.1"] {
            let refusal = Refusal(stage: stage, code: 550, status: status, text: "\(status) user unknown")
            #expect(RejectionRules.verdict(on: refusal).failureClass != .hard)
        }
    }
}
