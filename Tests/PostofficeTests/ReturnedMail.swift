/// Mails as they come back, made up for tests.
enum ReturnedMail {
    /// A delivery status notification (RFC 3464).
    static func notification(
        to: String = "office@example.com",
        id: String = "dsn-1@mx.example.net",
        envelopeID: String? = nil,
        messageID: String? = nil,
        date: String? = nil,
        recipients: [(address: String, action: String, status: String, diagnostic: String)]
    ) -> String {
        let groups = recipients.map { recipient in
            """

            Final-Recipient: rfc822; \(recipient.address)
            Action: \(recipient.action)
            Status: \(recipient.status)
            Diagnostic-Code: smtp; \(recipient.diagnostic)

            """
        }.joined()
        return """
            Return-Path: <>
            From: MAILER-DAEMON@mx.example.net
            To: \(to)
            Subject: Delivery Status Notification
            Message-ID: <\(id)>
            \(date.map { "Date: \($0)\n" } ?? "")Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: text/plain

            This is the mail system.

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net
            \(envelopeID.map { "Original-Envelope-Id: \($0)\n" } ?? "")\(groups)
            --b
            Content-Type: text/rfc822-headers

            From: office@example.com
            \(messageID.map { "Message-ID: <\($0)>\n" } ?? "")Subject: Invoice

            --b--

            """
    }

    /// A receipt (RFC 8098).
    static func receipt(messageID: String, from address: String, disposition: String) -> String {
        """
        From: \(address)
        To: office@example.com
        Subject: Read: Invoice
        Message-ID: <receipt-\(disposition.count)@example.com>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

        --b
        Content-Type: text/plain

        Your message was displayed.

        --b
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822;\(address)
        Original-Message-ID: <\(messageID)>
        Disposition: \(disposition)

        --b--

        """
    }

    /// An answer that nobody wrote just now (RFC 3834).
    static func outOfOffice(messageID: String, from address: String) -> String {
        """
        From: \(address)
        To: office@example.com
        Subject: Out of office
        Message-ID: <away@example.com>
        In-Reply-To: <\(messageID)>
        Auto-Submitted: auto-replied

        I am out of the office until Monday.

        """
    }
}
