import MIME
import SeededNumbers
import Testing

/// Mails from outside: read, and bounded.
struct ParsedMailTests {
    @Test func `a delivery report is taken apart`() throws {
        let report = """
            From: MAILER-DAEMON@example.com
            Subject: =?utf-8?Q?Niet_bezorgd_=C3=A9?=
             toch
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="x"

            --x

            Sorry.
            --x
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mail.example.com

            Final-Recipient: rfc822; a@example.com
            Action: failed
            Status: 5.1.1

            --x
            Content-Type: message/rfc822

            Message-ID: <copy@mail.example.com>
            Subject: inner

            inner text
            --x--

            """
        let mail = try ParsedMail(parsing: Array(report.utf8))
        #expect(mail.value(of: "SUBJECT") == "Niet bezorgd é toch")
        #expect(mail.parts.map(\.mediaType) == ["text/plain", "message/delivery-status", "message/rfc822"])
        #expect(String(decoding: mail.parts[1].bytes, as: UTF8.self).contains("Status: 5.1.1\n"))
        let inner = try ParsedMail(parsing: mail.parts[2].bytes)
        #expect(inner.value(of: "Message-ID") == "<copy@mail.example.com>")
    }

    @Test func `more bytes than the limit are not looked at`() {
        #expect(throws: MIMEParseError.tooLarge(limit: 3)) { try ParsedMail(parsing: Array("A: b".utf8), limit: 3) }
    }

    @Test(arguments: [(33, MIMEParseError.tooDeep), (199, .tooDeep), (1000, .tooManyParts), (50_000, .tooManyParts)])
    func `parts that lie too deep are refused`(depth: Int, error: MIMEParseError) {
        var mail = ""
        for level in 0..<depth {
            mail += "Content-Type: multipart/mixed; boundary=b\(level)\n\n--b\(level)\n"
        }
        let bytes = Array(mail.utf8)
        #expect(throws: error) { try ParsedMail(parsing: bytes) }
    }

    @Test(arguments: [1001, 20_001, 100_000])
    func `too many parts are refused`(count: Int) {
        let mail = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: count)
        #expect(throws: MIMEParseError.tooManyParts) { try ParsedMail(parsing: Array(mail.utf8)) }
    }

    @Test(arguments: [
        String(repeating: "X: y\n", count: 1001), "X: " + String(repeating: "y", count: 300_000) + "\n\n",
        "X: y\n\n" + String(repeating: "X: y\n", count: 100_001),
    ])
    func `too many headers are refused`(headers: String) {
        #expect(throws: MIMEParseError.tooManyHeaders) { try ParsedMail(parsing: Array(headers.utf8)) }
    }

    @Test(arguments: [10, 5000])
    func `mails within mails are left to be parsed again`(depth: Int) throws {
        let mail = String(repeating: "Content-Type: message/rfc822\n\n", count: depth) + "X: y\n\ntext\n"
        let parts = try ParsedMail(parsing: Array(mail.utf8)).parts
        #expect(parts.map(\.mediaType) == ["message/rfc822"])
        #expect(parts.first?.bytes.isEmpty == false)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `damaged mails are read or refused, nothing else`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes = try compose(makeDraft(subject: "één", attachments: [attachment("één.pdf")])).bytes
        for _ in 0..<20 {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
        let mail = try? ParsedMail(parsing: bytes)
        #expect(mail?.parts.count ?? 0 <= 1000)
    }
}
