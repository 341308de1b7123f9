import Foundation
import MIME
import Mail
import Testing

/// Pictures within the HTML, read back by another parser.
@Suite(.enabled(if: PythonEmail.isPresent, "needs python3"))
struct InlineImageTests {
    private static let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47] + Array(repeating: 7, count: 300)

    private func image(_ name: String = "logo.png") throws -> InlineImage {
        try InlineImage(
            contentID: MessageID(parsing: "logo-1@inline.invalid"),
            file: attachment(name, type: "image/png", bytes: Self.picture)
        )
    }

    @Test(arguments: [0, 2])
    func `a picture stands beside the HTML, and attachments stay where they were`(files: Int) throws {
        var draft = try makeDraft(html: "<p>é</p><img src=\"cid:logo-1@inline.invalid\">")
        draft.inlineImages = [try image()]
        draft.attachments = try (0..<files).map { try attachment("a\($0).pdf") }
        let mail = try compose(draft)
        let read = try PythonEmail.reading(mail)
        #expect(read.defects == [])
        #expect(read.html?.contains("cid:logo-1@inline.invalid") == true)
        #expect(read.text.hasPrefix("Please find"))
        let types = try ParsedMail(parsing: mail.bytes).parts.map(\.mediaType)
        #expect(types == ["text/plain", "text/html", "image/png"] + Array(repeating: "application/pdf", count: files))
        let parts = try ParsedMail(parsing: mail.bytes).parts
        #expect(parts[2].bytes == Self.picture && parts[2].fileName == "logo.png")
        #expect(text(mail).contains("Content-ID: <logo-1@inline.invalid>\r\n"))
        for (range, file) in zip(mail.attachmentRanges, draft.attachments) {
            #expect(Array(mail.bytes[range]) == ComposedMail.base64Lines(file.bytes))
        }
    }

    @Test func `a mail of plain text alone has no pictures, and no other file can be one`() throws {
        var draft = try makeDraft(plainTextOnly: true)
        draft.inlineImages = [try image()]
        #expect(try ParsedMail(parsing: try compose(draft).bytes).parts.count == 1)
        #expect(throws: MIMEComposeError.notAnImage) {
            try InlineImage(contentID: MessageID(parsing: "x@inline.invalid"), file: attachment("a.pdf"))
        }
    }
}
