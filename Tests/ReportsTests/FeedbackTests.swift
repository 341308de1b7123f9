import Reports
import Testing

/// Feedback reports (RFC 5965) and read receipts (RFC 8098).
struct FeedbackTests {
    private func feedback(_ fields: String) -> ReportExplanation {
        explained(
            """
            From: feedback@example.org
            To: complaints@example.com
            Subject: FW: Invoice
            Content-Type: multipart/report; report-type=feedback-report; boundary=edge

            --edge
            Content-Type: text/plain

            This is an email abuse report.
            --edge
            Content-Type: message/feedback-report

            \(fields)
            --edge
            Content-Type: message/rfc822

            From: billing@example.com
            To: customer@example.nl
            Message-ID: <invoice-1@example.com>

            Hello
            --edge--
            """
        )
    }

    @Test(
        arguments: [
            ("abuse", ReportClass.complaint), ("fraud", .complaint), ("opt-out", .complaint), ("not-spam", .none),
            ("auth-failure", .none), ("virus", .none), ("other", .none),
        ]
    )
    func `only what a person complains about is a complaint`(type: String, reportClass: ReportClass) {
        let report = feedback("Feedback-Type: \(type)\nVersion: 1\nOriginal-Rcpt-To: <a@example.nl>")
        #expect(report.kind == .complaint)
        #expect(report.recipients.map(\.address) == ["a@example.nl"])
        #expect(report.recipients.map(\.reportClass) == [reportClass])
        #expect(report.recipients.first?.rule == "feedback.\(type)")
        #expect(report.messageIDs == ["invoice-1@example.com"])
    }

    @Test func `a complaint may be about several recipients, or hide them`() {
        let several = feedback("Feedback-Type: abuse\nOriginal-Rcpt-To: a@example.nl\nOriginal-Rcpt-To: b@example.nl")
        #expect(several.recipients.map(\.address) == ["a@example.nl", "b@example.nl"])
        #expect(feedback("Feedback-Type: abuse").recipients.map(\.address) == ["customer@example.nl"])
    }

    @Test(
        arguments: [
            ("manual-action/MDN-sent-manually; displayed", ReportAction.displayed, "disposition.displayed.manual"),
            ("automatic-action/MDN-sent-automatically; displayed", .displayed, "disposition.displayed.automatic"),
            ("manual-action/MDN-sent-manually; deleted/error", .deleted, "disposition.deleted.manual"),
        ]
    )
    func `a receipt says what was done, and by whom`(disposition: String, action: ReportAction, rule: String) {
        let report = explained(
            """
            From: customer@example.nl
            To: billing@example.com
            Subject: Read: Invoice
            Content-Type: multipart/report; report-type=disposition-notification; boundary=edge

            --edge
            Content-Type: text/plain

            Your message was displayed.
            --edge
            Content-Type: message/disposition-notification

            Reporting-UA: example
            Original-Recipient: rfc822;customer@example.nl
            Final-Recipient: rfc822;customer@example.nl
            Original-Message-ID: <invoice-1@example.com>
            Disposition: \(disposition)

            --edge--
            """
        )
        #expect(report.kind == .readReceipt)
        #expect(report.messageIDs == ["invoice-1@example.com"])
        #expect(report.recipients.map(\.action) == [action])
        #expect(report.recipients.map(\.rule) == [rule])
        #expect(report.recipients.map(\.reportClass) == [.none])
    }
}
