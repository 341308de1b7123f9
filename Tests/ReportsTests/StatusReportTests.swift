import Mail
import Reports
import Testing

/// Delivery status notifications (RFC 3464).
struct StatusReportTests {
    private let failed = """
        Original-Recipient: rfc822;Customer@example.nl
        Final-Recipient: rfc822; customer@example.nl
        Action: failed
        Status: 5.0.0 (permanent failure)
        Remote-MTA: dns; mx.example.nl
        Diagnostic-Code: smtp; 550 5.1.1 <customer@example.nl>:
            Recipient address rejected: User unknown
        """

    @Test func `a failure says all that matching and explaining need`() {
        let report = explained(statusReport([failed]))
        #expect(report.kind == .bounce)
        #expect(report.envelopeID == "envelope-1")
        #expect(report.messageIDs == ["invoice-1@example.com"])
        #expect(report.originalRecipients == ["Customer@example.nl"])
        #expect(report.sentTo == ["bounce+tag@example.com"])
        #expect(report.reportingMTA == "mx.example.com")
        #expect(report.arrivalDate == 1_795_251_600)
        #expect(report.ruleSetVersion == ReportRules.current.version)
        #expect(report.recipients.count == 1)
        let recipient = report.recipients.first
        #expect(recipient?.address == "customer@example.nl")
        #expect(recipient?.action == .failed)
        #expect(recipient?.status == "5.1.1")
        #expect(recipient?.replyCode == 550)
        #expect(recipient?.reportClass == .hard)
        #expect(recipient?.failureClass == .hard)
        #expect(recipient?.rule == "unknown-recipient")
        #expect(recipient?.quote.hasSuffix("Recipient address rejected: User unknown") == true)
    }

    @Test(
        arguments: [
            ("delivered", "2.1.5", ReportKind.success, ReportClass.delivered),
            ("relayed", "2.1.9", .relayed, .none), ("expanded", "2.1.5", .relayed, .none),
            ("delayed", "4.4.1", .delay, .soft), ("delayed", "5.1.1", .delay, .soft),
            ("deliverable", "2.1.5", .notAReport, .none),
            ("failed", "4.4.7", .bounce, .soft), ("expired", "", .bounce, .soft),
            ("Failed (x)", "5.1.1", .bounce, .hard),
        ]
    )
    func `the action decides the kind`(action: String, status: String, kind: ReportKind, reportClass: ReportClass) {
        let group = "Final-Recipient: rfc822; a@example.nl\nAction: \(action)\nStatus: \(status)"
        let report = explained(statusReport([group]))
        #expect(report.kind == kind)
        #expect(report.recipients.map(\.reportClass) == [reportClass])
        #expect(report.recipients.first?.status == (status.isEmpty ? nil : status))
    }

    @Test func `each recipient has an action of its own`() {
        let report = explained(
            statusReport([
                "Final-Recipient: rfc822; a@example.nl\nAction: delivered\nStatus: 2.0.0",
                "Final-Recipient: rfc822; b@example.nl\nAction: delayed\nStatus: 4.0.0\nWill-Retry-Until: tomorrow",
                failed,
                """
                Status: 5.2.2
                Action: failed
                Final-Recipient: rfc822;
                  d@example.nl
                Diagnostic-Code: smtp; 552 5.2.2 mailbox full
                """,
            ])
        )
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.action) == [.delivered, .delayed, .failed, .failed])
        #expect(report.recipients.map(\.reportClass) == [.delivered, .soft, .hard, .soft])
        #expect(report.recipients.map(\.failureClass) == [nil, nil, .hard, .soft])
        #expect(report.recipients.last?.address == "d@example.nl")
    }

    @Test func `recipients without an empty line between them are told apart`() {
        let group = { (name: String) in "Final-Recipient: rfc822; \(name)@example.nl\nAction: failed\nStatus: 5.1.1" }
        let report = explained(statusReport([group("a") + "\n" + group("b")]))
        #expect(report.recipients.map(\.address) == ["a@example.nl", "b@example.nl"])
    }

    @Test func `the fields may be in base64, after the returned mail`() {
        let mail = """
            From: postmaster@example.com
            To: billing@example.com
            Subject: Undeliverable
            Content-Type: multipart/report; boundary=edge

            --edge
            Content-Type: message/rfc822

            Message-ID: <invoice-2@example.com>

            Hello
            --edge
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: base64

            RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFAZXhhbXBsZS5ubApBY3Rpb246IGZhaWxlZApTdGF0
            dXM6IDUuMi4yCg==
            --edge--
            """
        let report = explained(mail)
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.address) == ["a@example.nl"])
        #expect(report.recipients.map(\.reportClass) == [.soft])
        #expect(report.messageIDs == ["invoice-2@example.com"])
    }

    @Test func `a first line of an mbox file is passed over`() {
        #expect(explained("From MAILER-DAEMON Sat Nov 21 10:00:00 2026\n" + statusReport([failed])).kind == .bounce)
    }
}
