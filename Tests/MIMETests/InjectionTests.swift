import MIME
import Mail
import Testing

/// Nothing that starts a line, or ends a C string, gets into a header.
struct InjectionTests {
    static let breaks = ["\r", "\n", "\r\n", "\0", "\r\nBcc: thief@example.com\r\n", "\n\nbody"]

    @Test(arguments: breaks)
    func `a subject, a shown name or a header value with a line break is refused`(text: String) {
        #expect(throws: HeaderTextError.controlCharacter) { try HeaderText(parsing: "before\(text)after") }
    }

    @Test(arguments: breaks)
    func `an address with a line break is refused`(text: String) {
        #expect(throws: EmailAddressError.self) { try EmailAddress(parsing: "be\(text)fore@example.com") }
        #expect(throws: EmailAddressError.self) { try EmailAddress(parsing: "before@example.com\(text)") }
    }

    @Test(arguments: breaks)
    func `a Message-ID with a line break is refused`(text: String) {
        #expect(throws: MessageIDError.self) { try MessageID(parsing: "be\(text)fore@example.com") }
        #expect(throws: MessageIDError.self) { try MessageID(parsing: "before@example.com\(text)") }
    }

    @Test(arguments: breaks)
    func `a media type with a line break is refused`(text: String) {
        #expect(throws: MediaTypeError.self) { try MediaType(parsing: "application\(text)/pdf") }
        #expect(throws: MediaTypeError.self) { try MediaType(parsing: "application/pdf\(text)") }
    }

    @Test(arguments: breaks)
    func `a file name with a line break is refused`(text: String) {
        #expect(throws: HeaderTextError.controlCharacter) { try attachment("invoice\(text).pdf") }
    }

    @Test(arguments: breaks)
    func `the name of an added header with a line break is refused`(text: String) throws {
        let value = try HeaderText(parsing: "value")
        #expect(throws: ExtraHeaderError.badName) { try ExtraHeader(name: "X-One\(text)", value: value) }
    }

    @Test(arguments: breaks)
    func `the address of a pixel with a line break is refused`(text: String) throws {
        let draft = try makeDraft(pixelURL: "https://example.com/t/\(text).gif")
        #expect(throws: MIMEComposeError.badPixelURL) { try compose(draft) }
    }

    @Test func `a NUL in the text or the HTML is refused`() throws {
        let drafts = [try makeDraft(text: "a\0b"), try makeDraft(html: "<p>a\0b</p>")]
        for draft in drafts {
            #expect(throws: MIMEComposeError.nulInText) { try compose(draft) }
        }
    }

    @Test(arguments: [
        "", "@", "a@", "@b", "a@b@c", "a b@c", "<a@b>", "a@[127.0.0.1]", "a..b@c", ".a@c", "a@c.", "é@c",
        "a@bücher.example",
        "\"a\"@c", String(repeating: "a", count: 249) + "@b",
    ])
    func `a Message-ID is two dot-atoms in ASCII`(text: String) {
        #expect(throws: MessageIDError.self) { try MessageID(parsing: text) }
    }

    @Test(arguments: ["", "pdf", "/", "a/", "/b", "a/b/c", "a/b; c=d", "a b/c", "a/b=", "téxt/plain"])
    func `a media type is two tokens and a slash`(text: String) {
        #expect(throws: MediaTypeError.self) { try MediaType(parsing: text) }
    }

    @Test(arguments: ["", ".", "..", "../a.pdf", "a\\b.pdf", "/etc/passwd", String(repeating: "é", count: 128)])
    func `a file name names a file, no folder`(name: String) {
        #expect(throws: MailAttachmentError.self) { try attachment(name) }
    }

    @Test(arguments: ["multipart/mixed", "message/rfc822", "Message/Delivery-Status"])
    func `an attachment is no container`(type: String) {
        #expect(throws: MailAttachmentError.compositeMediaType) { try attachment("a", type: type) }
    }

    @Test(arguments: [
        "Bcc", "bcc", "To", "FROM", "Subject", "Content-Type", "Resent-To", "Return-Path", "MIME-Version",
    ])
    func `a header that is not the caller's cannot be added`(name: String) throws {
        let value = try HeaderText(parsing: "value")
        #expect(throws: ExtraHeaderError.reservedName) { try ExtraHeader(name: name, value: value) }
    }

    @Test(arguments: ["", "X Y", "X:", "é", String(repeating: "X", count: 61)])
    func `the name of an added header is letters, digits and hyphens`(name: String) throws {
        let value = try HeaderText(parsing: "value")
        #expect(throws: ExtraHeaderError.badName) { try ExtraHeader(name: name, value: value) }
    }
}
