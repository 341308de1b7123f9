import Foundation
import MIME
import Mail
import SeededNumbers
import Testing

/// Another parser finds in our mails what we put there, without a complaint.
@Suite(.enabled(if: PythonEmail.isPresent, "needs python3"))
struct PythonParserTests {
    @Test func `everything arrives`() throws {
        var random = SeededGenerator(seed: 7)
        let files = try [
            attachment("Factuur №2026-12 – één.pdf", bytes: random.bytes(100_000)),
            attachment("invoice; \"final\" 100%.xml", type: "application/xml", bytes: Array("<Invoice/>".utf8)),
            attachment(String(repeating: "factuur № ", count: 19) + ".pdf", bytes: random.bytes(58)),
            attachment(String(repeating: "🎉", count: 60), bytes: random.bytes(57)),
            attachment(String(repeating: "n", count: 255), bytes: []),
        ]
        let recipients = try [
            mailbox("plain@example.com"), mailbox("quoted@example.com", "\"x\" <evil@example.com>, (y) \\ z."),
            mailbox("fake@example.com", "=?utf-8?Q?=41?="), mailbox("one@example.com", "Café “Één” – № 1, Gent"),
            mailbox("long@example.com", String(repeating: "Long name ", count: 12) + "é"),
            mailbox("sixty@example.com", String(repeating: "s", count: 60)),
            mailbox("words@example.com", String(repeating: "many plain words, ", count: 12) + "end"),
        ]
        let subject = "Factuur №2026-12 – één van de vele, met een lange regel die moet worden gevouwen 🎉"
        let mail = try compose(
            makeDraft(
                from: mailbox("billing@example.com", "Voorbeeld & Zonen B.V."),
                to: recipients,
                cc: [mailbox("accountant@example.nl", "Accountant")],
                subject: subject,
                text: "Regel één\r.\n\nhttps://example.com\n" + String(repeating: "x", count: 2000),
                html: "<p>één</p>",
                pixelURL: "https://example.com/t/x.gif",
                attachments: files
            )
        )
        let read = try PythonEmail.reading(mail)
        #expect(read.defects == [])
        #expect(read.subject == subject)
        #expect(read.from == [["Voorbeeld & Zonen B.V.", "billing@example.com"]])
        #expect(read.to.map(\.last) == recipients.map(\.address.description))
        // Python 3.11 puts spaces between the encoded words of a name, which RFC 2047 §6.2 has it drop.
        let spaceless = { (name: String?) in name?.filter { $0 != " " } }
        #expect(read.to.map { spaceless($0.first) } == recipients.map { spaceless($0.name?.text ?? "") })
        #expect(read.cc == [["Accountant", "accountant@example.nl"]])
        #expect(read.text.hasPrefix("Regel één\n.\n\nhttps://example.com\nxxx"))
        #expect(read.html?.hasPrefix("<p>één</p><img src=") == true)
        #expect(read.attachments.map(\.name) == files.map(\.name.text))
        #expect(read.attachments.map(\.type) == files.map(\.mediaType.description))
        #expect(read.attachments.map(\.base64) == files.map { Data($0.bytes).base64EncodedString() })
    }

    @Test(arguments: ["", "x", "é", "один два три", "\n\n.\n"])
    func `a text alone arrives`(body: String) throws {
        let read = try PythonEmail.reading(compose(makeDraft(text: body, plainTextOnly: true)))
        #expect(read.defects == [])
        #expect(read.html == nil)
        #expect(read.text == body || read.text == body + "\n")
    }

    @Test func `an international address arrives`() throws {
        let mail = try compose(makeDraft(to: [mailbox("jörg@bücher.example", "Jörg")]))
        #expect(try PythonEmail.reading(mail).to == [["Jörg", "jörg@bücher.example"]])
    }
}
