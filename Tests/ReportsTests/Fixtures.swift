import Reports

/// A delivery status notification with these groups of recipient fields.
func statusReport(
    _ groups: [String],
    headers: String = "Auto-Submitted: auto-replied",
    words: String = "Hello."
) -> String {
    """
    Return-Path: <>
    From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
    To: bounce+tag@example.com
    Subject: Delivery report
    \(headers)
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status; boundary="edge"

    --edge
    Content-Type: text/plain; charset=utf-8

    \(words)

    --edge
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.example.com
    Original-Envelope-Id: envelope-1
    Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0100

    \(groups.joined(separator: "\n\n"))

    --edge
    Content-Type: text/rfc822-headers

    From: billing@example.com
    To: customer@example.nl
    Message-ID: <invoice-1@example.com>

    --edge--

    """
}

/// A mail of one text part.
func textMail(_ headers: String, _ text: String) -> String {
    """
    \(headers)
    MIME-Version: 1.0
    Content-Type: text/plain; charset=utf-8

    \(text)
    """
}

/// What a mail system says in plain words.
func wordedReport(_ text: String, subject: String = "Mail delivery failed: returning message to sender") -> String {
    textMail(
        """
        Return-Path: <>
        From: Mail Delivery System <Mailer-Daemon@mx.example.com>
        To: billing@example.com
        Subject: \(subject)
        """,
        text
    )
}

func explained(_ mail: String) -> ReportExplanation {
    explainReport(Array(mail.utf8))
}
