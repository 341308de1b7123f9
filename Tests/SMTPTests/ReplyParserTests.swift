import Testing

@testable import SMTP

@Suite("Replies")
struct ReplyParserTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let bytes: String
        let code: Int
        let lines: [String]
        var status: String?

        var testDescription: String { bytes.debugDescription }
    }

    static let samples = [
        Sample(bytes: "220 mail.example.com ESMTP\r\n", code: 220, lines: ["mail.example.com ESMTP"]),
        Sample(bytes: "250\r\n", code: 250, lines: [""]),
        Sample(bytes: "250 \r\n", code: 250, lines: [""]),
        Sample(bytes: "250 bare line feed\n", code: 250, lines: ["bare line feed"]),
        Sample(bytes: "250-a\r\n250-b c\r\n250 d\r\n", code: 250, lines: ["a", "b c", "d"]),
        Sample(bytes: "250-a\r\n250\r\n", code: 250, lines: ["a", ""]),
        Sample(bytes: "550 5.1.1 no such user\r\n", code: 550, lines: ["5.1.1 no such user"], status: "5.1.1"),
        Sample(bytes: "450 4.7.500 busy\r\n", code: 450, lines: ["4.7.500 busy"], status: "4.7.500"),
        Sample(bytes: "550 4.1.1 wrong class\r\n", code: 550, lines: ["4.1.1 wrong class"]),
        Sample(bytes: "550 5.1 short\r\n", code: 550, lines: ["5.1 short"]),
        Sample(bytes: "550 5.1.1.1 long\r\n", code: 550, lines: ["5.1.1.1 long"]),
        Sample(bytes: "250 tab\tand bell\u{7}\r\n", code: 250, lines: ["tab and bell "]),
        Sample(bytes: "250 naïef €\r\n", code: 250, lines: ["naïef €"]),
    ]

    @Test(arguments: samples)
    func `a reply is the same wherever the network cuts it`(sample: Sample) throws {
        let bytes = Array(sample.bytes.utf8)
        for cut in 0...bytes.count {
            var parser = SMTPReplyParser()
            parser.append(bytes[..<cut])
            let early = try parser.next()
            #expect((early != nil) == (cut == bytes.count))
            parser.append(bytes[cut...])
            let late = try parser.next()
            let reply = try #require(early ?? late)
            #expect(reply == SMTPReply(code: sample.code, lines: sample.lines))
            #expect(reply.enhancedStatus == sample.status)
            #expect(parser.isEmpty)
        }
    }

    @Test(arguments: [
        ("hello\r\n", SMTPReplyError.notAReply),
        ("25 short\r\n", .notAReply),
        ("199 low\r\n", .notAReply),
        ("600 high\r\n", .notAReply),
        ("250_underscore\r\n", .notAReply),
        ("\r\n", .notAReply),
        ("250-a\r\n251 b\r\n", .codesDiffer),
        ("250 " + String(repeating: "x", count: 4093) + "\r\n", .lineTooLong),
        (String(repeating: "x", count: 4098), .lineTooLong),
        (String(repeating: "250-x\r\n", count: 128) + "250 x\r\n", .tooManyLines),
    ])
    func `what is not a reply is refused`(text: String, error: SMTPReplyError) {
        var parser = SMTPReplyParser()
        parser.append(text.utf8)
        #expect(throws: error) { try parser.next() }
    }

    @Test func `the longest lines and replies pass`() throws {
        var parser = SMTPReplyParser()
        let line = "250-" + String(repeating: "x", count: 4092) + "\r\n"
        parser.append((String(repeating: line, count: 127) + "250 end\r\n").utf8)
        let reply = try #require(try parser.next())
        #expect(reply.lines.count == 128)
        #expect(reply.clipped(to: 5000).text.count <= 5000)
    }

    @Test func `pipelined replies come one by one`() throws {
        var parser = SMTPReplyParser()
        parser.append("250 mail\r\n250 rcpt\r\n354 go".utf8)
        #expect(try parser.next()?.text == "mail")
        #expect(try parser.next()?.text == "rcpt")
        #expect(try parser.next() == nil)
        #expect(!parser.isEmpty)
        parser.append("\r\n".utf8)
        #expect(try parser.next()?.code == 354)
        #expect(parser.isEmpty)
    }

    @Test(arguments: [
        ("2.0.0 Ok: queued as 4XyZab12Cd", "4XyZab12Cd", String?.none),
        ("2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as ABCDEF", "ABCDEF", nil),
        ("OK id=1qXyZa-0001Bc-2D", "1qXyZa-0001Bc-2D", nil),
        ("2.0.0 4f5e6d7c Message accepted for delivery", "4f5e6d7c", nil),
        ("2.0.0 OK  1700000000 a1-20020a05600c sm123.4 - gsmtp", "sm123.4", nil),
        ("ok 1700000000 qp 12345", "12345", nil),
        ("Message Queued (6F1E-22AA.1)", "6F1E-22AA.1", nil),
        ("Ok 0102018b2c-0000", "0102018b2c-0000", nil),
        (
            "2.6.0 <new@example.com> [InternalId=8675309, Hostname=MX1.example.com] Queued mail for delivery",
            "8675309",
            "<new@example.com>"
        ),
        (
            "2.0.0 OK <VI1@eur.prod.outlook.com> [Hostname=VI1.eur.prod.outlook.com]", nil,
            "<VI1@eur.prod.outlook.com>"
        ),
        ("2.0.0 Message received, thank you", nil, nil),
        ("2.0.0 Ok", nil, nil),
        ("", nil, nil),
    ])
    func `the receipt of common servers is read`(text: String, queueID: String?, messageID: String?) {
        let receipt = SMTPReceipt(SMTPReply(code: 250, lines: [text]))
        #expect(receipt.queueID == queueID)
        #expect(receipt.assignedMessageID == messageID)
    }

    @Test func `extensions are read in any case and in the old form`() {
        let lines = ["mail.example.com", "size 35882577", "AUTH LOGIN", "AUTH=PLAIN", "Pipelining", "DSN"]
        let extensions = SMTPExtensions(SMTPReply(code: 250, lines: lines))
        #expect(extensions.sizeLimit == 35_882_577)
        #expect(extensions.authenticationMechanisms == ["LOGIN", "PLAIN"])
        #expect(extensions.offers("PIPELINING") && extensions.offers("DSN"))
        #expect(!extensions.offers("STARTTLS") && !extensions.offers("MAIL.EXAMPLE.COM"))
    }

    @Test(arguments: ["SIZE", "SIZE 0", "SIZE many"])
    func `a size without a number is no limit`(line: String) {
        let extensions = SMTPExtensions(SMTPReply(code: 250, lines: ["x", line]))
        #expect(extensions.offers("SIZE") && extensions.sizeLimit == nil)
    }
}
