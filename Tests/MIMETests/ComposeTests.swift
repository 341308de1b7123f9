import MIME
import Mail
import SeededNumbers
import Testing

/// The shape of a composed mail.
struct ComposeTests {
    @Test func `a plain mail is written to the letter`() throws {
        let draft = try makeDraft(
            replyTo: mailbox("answers@example.com"),
            references: [MessageID(parsing: "thread@mail.example.com")],
            autoSubmitted: true,
            text: "Één regel.\n.\nFrom here  \n",
            plainTextOnly: true,
            extraHeaders: [ExtraHeader(name: "List-Unsubscribe", value: HeaderText(parsing: "<https://example.com/u>"))]
        )
        let expected = """
            Date: Sat, 21 Nov 2026 21:00:00 +0000
            From: Example Company <billing@example.com>
            Reply-To: answers@example.com
            To: Customer <customer@example.nl>
            Subject: Invoice 2026-12
            Message-ID: <0198f00d.1@mail.example.com>
            References: <thread@mail.example.com>
            Auto-Submitted: auto-generated
            X-Auto-Response-Suppress: OOF
            List-Unsubscribe: <https://example.com/u>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            =C3=89=C3=A9n regel.
            .
            From here =20

            """
        #expect(try text(compose(draft)) == expected.replacing("\n", with: "\r\n"))
    }

    @Test func `attachments stand beside the text and its alternative`() throws {
        let draft = try makeDraft(
            html: "<p>x</p>",
            attachments: [attachment("a.pdf"), attachment("b.xml", type: "text/xml")]
        )
        let mail = try compose(draft)
        let types = lines(mail).filter { $0.hasPrefix("Content-Type:") }.map { $0.prefix { $0 != ";" } }
        #expect(
            types == [
                "Content-Type: multipart/mixed", "Content-Type: multipart/alternative", "Content-Type: text/plain",
                "Content-Type: text/html", "Content-Type: application/pdf", "Content-Type: text/xml",
            ]
        )
        #expect(text(mail).hasSuffix("_m--\r\n"))
    }

    @Test func `the ranges hold the base64 text of the attachments, in order`() throws {
        var random = SeededGenerator(seed: 1)
        let files = try (0..<6).map {
            try attachment("file \($0).bin", bytes: random.bytes([0, 1, 56, 57, 58, 3000][$0]))
        }
        let mail = try compose(makeDraft(attachments: files))
        #expect(mail.attachmentRanges.count == files.count)
        for (range, file) in zip(mail.attachmentRanges, files) {
            #expect(Array(mail.bytes[range]) == ComposedMail.base64Lines(file.bytes))
            #expect(mail.bytes[..<range.lowerBound].suffix(4).elementsEqual("\r\n\r\n".utf8))
            #expect(mail.bytes[range.upperBound...].starts(with: "--=_".utf8))
        }
        #expect(try ParsedMail(parsing: mail.bytes).parts.dropFirst(2).map(\.bytes) == files.map(\.bytes))
    }

    @Test func `the same draft gives the same bytes, another Message-ID another boundary`() throws {
        let draft = try makeDraft(attachments: [attachment("a.pdf")])
        var other = draft
        other.messageID = try MessageID(parsing: "0198f00d.2@mail.example.com")
        let boundary = { (mail: ComposedMail) in lines(mail).first { $0.hasPrefix("--=_") } }
        #expect(try compose(draft) == compose(draft))
        #expect(try boundary(compose(draft)) != boundary(compose(other)))
    }

    @Test func `many threads compose at once`() async throws {
        let draft = try makeDraft(subject: "Factuur één", attachments: [attachment("één.pdf")])
        let expected = try compose(draft)
        try await withThrowingTaskGroup(of: ComposedMail.self) { group in
            for _ in 0..<64 {
                group.addTask { try compose(draft) }
            }
            for try await mail in group {
                #expect(mail == expected)
            }
        }
    }

    @Test func `no header names the archive copy or this program`() throws {
        let mail = try compose(
            makeDraft(cc: [mailbox("accountant@example.com")], pixelURL: "https://example.com/t/x.gif")
        )
        let names = try ParsedMail(parsing: mail.bytes).headers.map(\.name)
        #expect(names == ["Date", "From", "To", "Cc", "Subject", "Message-ID", "MIME-Version", "Content-Type"])
    }

    @Test(arguments: [Int64.min, -1, 253_402_300_800, Int64.max])
    func `a date that no header can hold is refused`(date: Int64) throws {
        let draft = try makeDraft(date: date)
        #expect(throws: MIMEComposeError.dateOutOfRange) { try compose(draft) }
    }

    @Test(arguments: [
        ("jan@example.com", "<jan@example.com>", false),
        ("jan@bücher.example", "<jan@xn--bcher-kva.example>", false),
        ("jörg@example.com", "<jörg@example.com>", true),
        ("jörg@bücher.example", "<jörg@bücher.example>", true),
    ])
    func `only an international local part needs SMTPUTF8`(address: String, written: String, needed: Bool) throws {
        let mail = try compose(makeDraft(to: [mailbox(address, "Jörg")]))
        #expect(mail.needsSMTPUTF8 == needed)
        #expect(text(mail).contains(written))
        #expect(text(mail).contains("Jörg") == false)
    }

    @Test func `a mail without visible recipients has no To`() throws {
        #expect(try !text(compose(makeDraft(to: []))).contains("\r\nTo:"))
    }
}
