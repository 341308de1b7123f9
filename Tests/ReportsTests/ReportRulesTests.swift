import Reports
import Testing

/// What servers answer, and the class that it has.
struct ReportRulesTests {
    @Test(
        arguments: [
            ("550 5.1.1 <a@example.nl>: Recipient address rejected: User unknown", ReportClass.hard),
            ("542 a@example.nl Rejected", .hard),
            ("550 5.1.1 The email account that you tried to reach does not exist", .hard),
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", .hard),
            ("550 5.4.1 Recipient address rejected: Access denied", .hard),
            ("Host or domain name not found. Name service error for name=example.invalid", .hard),
            ("551 5.1.6 User has moved to b@example.nl", .hard),
            ("553 5.3.0 <a@example.nl>... No such user here", .hard),
            ("552 5.2.2 Mailbox full", .soft), ("550 5.0.0 mailbox is full", .soft),
            ("452 4.2.2 The email account that you tried to reach is over quota", .soft),
            ("552 5.3.4 Message size exceeds fixed limit", .soft), ("451 4.3.0 Temporary failure", .soft),
            ("connect to mx.example.nl[192.0.2.1]:25: Connection timed out", .soft),
            ("554 5.4.6 Too many hops", .soft), ("421 4.7.0 Too many connections", .soft),
            ("550 5.7.1 Our system has detected that this message is likely suspicious", .blocked),
            ("550 5.7.26 Unauthenticated email from example.com is not accepted due to DMARC policy", .blocked),
            ("554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org", .blocked),
            ("550 5.7.25 Reverse DNS validation failed", .blocked),
            ("553 5.1.8 <billing@example.com>: Domain of sender address does not exist", .blocked),
            ("550 5.2.1 This account has been disabled or discontinued", .blocked),
            ("554 5.7.1 <a@example.nl>: Relay access denied", .blocked),
            ("550 5.0.0 Rejected", .blocked), ("550 Denied by policy", .blocked),
            ("554 5.6.0 This message has been scored as spam", .blocked),
            // The words of an address are not the server's.
            ("550 5.1.1 <mailbox-full.spam@example.nl>: User unknown", .hard),
            ("550 5.1.1 User unknown, see https://example.com/help/mailbox-full", .hard),
            ("550 [PH01] Not a Example customer", .hard),
            ("550 5.0.0 Mail server does not recognize the recipient", .hard),
            ("421 4.7.28 Our system has detected an unusual rate of unsolicited mail", .soft),
            ("450 4.7.1 You've exceeded your sending limit to this domain", .soft),
            ("451 4.7.0 Sender rate limited", .soft), ("550 Submitter failed to authenticate", .blocked),
            // A server that says nothing more.
            ("550 5.1.1 no", .hard), ("550 5.7.1 no", .blocked), ("450 4.2.0 no", .soft),
        ]
    )
    func `a server's answer has its class`(answer: String, reportClass: ReportClass) {
        let status = answer.split(separator: " ").first { $0.count { $0 == "." } == 2 } ?? "5.0.0"
        let group = """
            Final-Recipient: rfc822; a@example.nl
            Action: failed
            Status: \(status)
            Diagnostic-Code: smtp; \(answer)
            """
        let recipient = explained(statusReport([group])).recipients.first
        #expect(recipient?.reportClass == reportClass, "rule \(recipient?.rule ?? "")")
    }

    @Test func `an unknown user after the mail was taken is a refusal, not a wrong address`() {
        let group = "Final-Recipient: rfc822; a@example.nl\nAction: failed\nStatus: 5.0.0"
        let words = { (command: String) in
            "<a@example.nl>: host mx.example.nl said: 550 Unknown user (in reply to \(command) command)"
        }
        #expect(explained(statusReport([group], words: words("RCPT TO"))).recipients.map(\.reportClass) == [.hard])
        #expect(
            explained(statusReport([group], words: words("end of DATA"))).recipients.map(\.reportClass) == [.blocked]
        )
    }

    @Test func `an unknown user whose mailbox is said to exist is a wrong address only when named`() {
        let group = "Final-Recipient: rfc822; a@example.nl\nAction: failed\nStatus: 5.2.1"
        let words = { (end: String) in "<a@example.nl>: host mx.example.nl said: 550 5.2.1 User unknown\(end)" }
        let named = explained(statusReport([group], words: words(" (in reply to RCPT TO command)")))
        #expect(named.recipients.map(\.reportClass) == [.hard])
        #expect(explained(statusReport([group], words: words(""))).recipients.map(\.reportClass) == [.blocked])
    }

    @Test(arguments: ["192.5.1.1", "v5.1.1", "5.1.1.1", "5.9.1", "3.1.1", "550", ""])
    func `what only looks like a status code is none`(text: String) {
        let group = "Final-Recipient: rfc822; a@example.nl\nAction: failed\nStatus: \(text)"
        #expect(explained(statusReport([group])).recipients.map(\.status) == [nil])
    }
}
