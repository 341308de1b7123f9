import MIME
import Mail
import SeededNumbers
import Testing

/// What goes into a mail comes out of it.
struct RoundTripTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `any text survives, in lines of ASCII that every server takes`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let body = random.text(upTo: 3000, oneLine: false)
        let html = random.text(upTo: 3000, oneLine: false)
        let subject = random.text(upTo: 200, oneLine: true)
        let name = random.text(upTo: 60, oneLine: true)
        let file = "f" + random.text(upTo: 50, oneLine: true).filter { $0 != "/" && $0 != "\\" } + ".pdf"
        let mail = try compose(
            makeDraft(
                to: [mailbox("a@example.com", name), mailbox("b@example.com", name)],
                subject: subject,
                text: body,
                html: html,
                attachments: [attachment(file, bytes: random.bytes(500))]
            )
        )
        expectClean(mail)
        let parsed = try ParsedMail(parsing: mail.bytes)
        #expect(parsed.parts.map(\.mediaType) == ["text/plain", "text/html", "application/pdf"])
        #expect(parsed.parts[0].bytes == travelled(body))
        #expect(parsed.parts[1].bytes == travelled(html))
        #expect(parsed.parts[2].fileName == file)
        #expect(parsed.value(of: "subject") == subject)
    }

    @Test(arguments: [
        "", "a", "\n", "\r", "\r\n", "a\rb\nc\r\nd\n\re", ".\n..\n.\n", "From here\n", " \t \n", "=3D=\n", "--=_x\n",
        String(repeating: "x", count: 5000), String(repeating: "é", count: 5000), String(repeating: "\n", count: 500),
    ])
    func `a text survives alone and beside others`(body: String) throws {
        for plainTextOnly in [true, false] {
            let mail = try compose(makeDraft(text: body, plainTextOnly: plainTextOnly))
            expectClean(mail)
            let part = try #require(ParsedMail(parsing: mail.bytes).parts.first)
            #expect(part.mediaType == "text/plain")
            #expect(part.charset == "utf-8")
            // A mail ends in a line end, so a text that is the whole mail gains one.
            let text = travelled(body)
            let ended = text.suffix(2).elementsEqual("\r\n".utf8)
            #expect(part.bytes == text || (plainTextOnly && !ended && part.bytes == text + Array("\r\n".utf8)))
        }
    }

    @Test(arguments: [
        "", "plain", "two  spaces", " leading", "trailing ", "=?utf-8?Q?=41?=", "a=?b", "Één", "№ 2026 – “quoted”, (x)",
        "👩‍👩‍👧‍👦🎉", String(repeating: "a", count: 998), String(repeating: "é", count: 499),
        String(repeating: "word ", count: 100) + "end",
    ])
    func `a subject survives`(subject: String) throws {
        let mail = try compose(makeDraft(subject: subject))
        expectClean(mail)
        #expect(try ParsedMail(parsing: mail.bytes).value(of: "Subject") ?? "" == subject)
    }

    @Test func `a link in an added header stays whole`() throws {
        let link = "<https://example.com/\(String(repeating: "a", count: 300))>"
        let header = try ExtraHeader(
            name: "List-Unsubscribe",
            value: HeaderText(parsing: "\(link), <mailto:u@example.com>")
        )
        let mail = try compose(makeDraft(extraHeaders: [header, header]))
        #expect(lines(mail).filter { $0 == "List-Unsubscribe: \(link)," }.count == 2)
    }

    private func expectClean(_ mail: ComposedMail) {
        #expect(mail.bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
        #expect(mail.bytes.suffix(2).elementsEqual("\r\n".utf8))
        let lines = mail.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
        #expect(lines.allSatisfy { $0.last == UInt8(ascii: "\r") && !$0.dropLast().contains(UInt8(ascii: "\r")) })
        #expect(lines.allSatisfy { $0.dropLast().count <= 78 })
    }
}
