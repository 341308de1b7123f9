import Testing

@testable import MIME

/// The last look at a mail finds what earlier checks may have missed.
struct OutputCheckTests {
    @Test func `a mail as asked for passes`() throws {
        try checkMail(
            Array("To: a\r\n b\r\nX: \r\n\r\nBcc: text\r\n".utf8),
            headerNames: ["To", "X"],
            internationalHeaders: 0
        )
        try checkMail(Array("To: é\r\n\r\n".utf8), headerNames: ["To"], internationalHeaders: 7)
    }

    @Test(arguments: [
        "To: a\r\nBcc: b\r\n\r\n", "To: a\r\nTo: b\r\n\r\n", "To: a\r\n\r\nX: b\r\n", "X: a\r\nTo: b\r\n\r\n",
        "\r\nTo: a\r\n",
        " x\r\nTo: a\r\nX: b\r\n\r\n", "To: a\r\nno header\r\nX: b\r\n\r\n",
    ])
    func `other headers than asked for are found`(mail: String) {
        #expect(throws: MIMEComposeError.unexpectedHeaders) {
            try checkMail(Array(mail.utf8), headerNames: ["To", "X"], internationalHeaders: 0)
        }
    }

    @Test(arguments: [
        "", "To: a", "To: a\n\r\n", "To: a\r\n\r\ntext\ntext\r\n", "To: a\r\n\r\nte\rxt\r\n", "To: a\r\n\r\nte\0xt\r\n",
        "To: a\r\n\r\ntext\r", "To: é\r\n\r\n", "To: a\r\n\r\né\r\n",
        "To: a\r\n\r\n" + String(repeating: "x", count: 999) + "\r\n",
    ])
    func `broken lines are found`(mail: String) {
        #expect(throws: MIMEComposeError.malformedOutput) {
            try checkMail(Array(mail.utf8), headerNames: ["To"], internationalHeaders: 0)
        }
    }

    @Test func `a word that would leave its header is refused`() {
        var block = HeaderBlock()
        #expect(throws: MIMEComposeError.controlCharacter(header: "To")) {
            try block.append("To", words: ["a\r\nBcc:", "b"])
        }
        #expect(block.bytes.isEmpty)
    }
}
