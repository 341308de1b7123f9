import Reports
import Testing

/// Bounces without fields, as mail systems of many makes write them.
struct WordedReportTests {
    @Test func `an Exim report lists addresses with their reasons`() {
        let report = explained(
            wordedReport(
                """
                This message was created automatically by mail delivery software.

                A message that you sent could not be delivered to one or more of its
                recipients. This is a permanent error. The following address(es) failed:

                  first@example.nl
                    host mx.example.nl [192.0.2.1]
                    SMTP error from remote mail server after RCPT TO:<first@example.nl>:
                    550 5.1.1 User unknown
                  second@example.nl
                    mailbox is full: retry timeout exceeded

                ------ This is a copy of the message, including all the headers. ------

                Return-path: <billing@example.com>
                Message-ID: <invoice-1@example.com>
                To: first@example.nl, second@example.nl
                """
            )
        )
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.address) == ["first@example.nl", "second@example.nl"])
        #expect(report.recipients.map(\.reportClass) == [.hard, .soft])
        #expect(report.recipients.map(\.rule) == ["unknown-recipient", "mailbox-full"])
        #expect(report.messageIDs == ["invoice-1@example.com"])
    }

    @Test func `a qmail report quotes the remote host`() {
        let report = explained(
            wordedReport(
                """
                Hi. This is the qmail-send program at mx.example.com.
                I'm afraid I wasn't able to deliver your message to the following addresses.

                <a@example.nl>:
                192.0.2.1 does not like recipient.
                Remote host said: 554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using zen.spamhaus.org
                Giving up on 192.0.2.1.

                --- Below this line is a copy of the message.

                Return-Path: <billing@example.com>
                """,
                subject: "failure notice"
            )
        )
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.reportClass) == [.blocked])
        #expect(report.recipients.map(\.rule) == ["reputation"])
        #expect(report.recipients.map(\.status) == ["5.7.1"])
        #expect(report.recipients.map(\.replyCode) == [554])
    }

    @Test(
        arguments: [
            """
            Sent <<< RCPT TO:<a@example.nl>
            Received >>> 550 5.1.1 <a@example.nl>... User unknown

            Unable to deliver message to <a@example.nl>
            """,
            """
            Your message:
               From:    billing@example.com
               Subject: Invoice

            Could not be delivered because of

            550 5.1.1 User unknown

            The following recipients were affected:
                a@example.nl
            """,
        ]
    )
    func `with one recipient, a gateway's codes are about it wherever they stand`(text: String) {
        let report = explained(wordedReport(text, subject: "Mail could not be delivered"))
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.address) == ["a@example.nl"])
        #expect(report.recipients.map(\.reportClass) == [.hard])
        #expect(report.recipients.map(\.status) == ["5.1.1"])
        #expect(report.recipients.map(\.replyCode) == [550])
    }

    @Test func `a warning is a delay, never a failure`() {
        let report = explained(
            wordedReport(
                """
                A message that you sent has not yet been delivered to one or more of its
                recipients after more than 24 hours on the queue on mx.example.com.

                The address to which the message has not yet been delivered is:

                  a@example.nl
                    Delay reason: Connection timed out

                No action is required on your part. Delivery attempts will continue for
                some time, and this warning may be repeated at intervals.
                """,
                subject: "Warning: message 1abc-DEF delayed 24 hours"
            )
        )
        #expect(report.kind == .delay)
        #expect(report.recipients.map(\.action) == [.delayed])
        #expect(report.recipients.map(\.reportClass) == [.soft])
        #expect(report.recipients.map(\.failureClass) == [nil])
    }

    @Test(
        arguments: [
            ("This is a permanent error.\n\n  a@example.nl\n    unrouteable address", "a@example.nl", ReportClass.hard),
            ("Your message to a@example.nl couldn't be delivered.\nThe mailbox is full.", "a@example.nl", .soft),
            ("Recipient: <a@example.nl>\nReason: Message size exceeds fixed limit", "a@example.nl", .soft),
            (
                "----- errors -----\n>>> RCPT TO:<a@example.nl>\n<<< 550 No such user\nUndeliverable.", "a@example.nl",
                .hard
            ),
            (
                "Ihre Nachricht konnte nicht zugestellt werden:\n\n  a@example.de\n  Postfach ist voll", "a@example.de",
                .soft
            ),
            ("Uw bericht kon niet bezorgd worden aan:\n\n<a@example.nl>: gebruiker onbekend", "a@example.nl", .hard),
            ("Le message n'a pas pu être remis :\n\n<a@example.fr>: Destinataire inconnu", "a@example.fr", .hard),
            ("No se ha podido entregar:\n\n<a@example.es>: Buzón de usuario lleno", "a@example.es", .soft),
        ]
    )
    func `the failing address and the reason are found in many words`(text: String, address: String, is: ReportClass) {
        let report = explained(wordedReport(text))
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.address) == [address])
        #expect(report.recipients.map(\.reportClass) == [`is`])
    }

    @Test func `a provider's notice in JSON is understood`() {
        let notice = """
            {"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General",\
            "bouncedRecipients":[{"emailAddress":"a@example.nl","action":"failed","status":"5.1.1",\
            "diagnosticCode":"smtp; 550 5.1.1 user unknown"}]},"mail":{"messageId":"0100",\
            "destination":["a@example.nl"]}}
            """
        let report = explained(textMail("From: no-reply@sns.amazonaws.com\nSubject: Notice", notice))
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.address) == ["a@example.nl"])
        #expect(report.recipients.map(\.reportClass) == [.hard])
        #expect(report.messageIDs == ["0100"])
    }

    @Test func `a report in an old Japanese charset is read`() {
        var mail = Array(
            """
            Return-Path: <>
            From: postmaster@example.com
            Subject: Undelivered
            Content-Type: text/plain; charset=iso-2022-jp


            """.utf8
        )
        // "エラー" (error) in ISO-2022-JP.
        mail += [0x1B, 0x24, 0x42, 0x25, 0x28, 0x25, 0x69, 0x21, 0x3C, 0x1B, 0x28, 0x42]
        mail += Array("\n\n<a@example.jp>: 550 unknown user\n".utf8)
        let report = explainReport(mail)
        #expect(report.kind == .bounce)
        #expect(report.recipients.map(\.address) == ["a@example.jp"])
    }
}
