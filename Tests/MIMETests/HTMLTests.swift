import MIME
import Testing

/// The HTML that is made, and the pixel in it.
struct HTMLTests {
    @Test(arguments: [
        ("a & <b> \"c\" 'd'", "a &amp; &lt;b&gt; &quot;c&quot; &#39;d&#39;</p>"),
        ("one\ntwo\r\nthree", ">one<br>two<br>three</p>"),
        ("one\n\n  \n\ntwo", ">one</p>\n<p style=\"margin:0 0 1em;white-space:pre-wrap\">two</p>"),
        (
            "See https://example.com/a?b=c&d=e.",
            "<a href=\"https://example.com/a?b=c&amp;d=e\">https://example.com/a?b=c&amp;d=e</a>."
        ),
        ("(http://example.com)", "(<a href=\"http://example.com\">http://example.com</a>)"),
        ("HTTPS://EXAMPLE.COM twice http://b.example", "<a href=\"http://b.example\">http://b.example</a></p>"),
        ("<https://example.com>", "&lt;<a href=\"https://example.com\">https://example.com</a>&gt;"),
        ("https:// hhttp://", ">https:// hhttp://</p>"),
        ("javascript:alert(1)", ">javascript:alert(1)</p>"),
        ("", "line-height:1.5;color:#222\">\n\n</body>"),
    ])
    func `plain text becomes harmless HTML`(plain: String, expected: String) throws {
        let html = try html(of: makeDraft(text: plain))
        #expect(html.contains(expected))
    }

    @Test(arguments: [
        ("<body><p>x</p></body></html>", "<body><p>x</p>PIXEL</body></html>"),
        ("<p>x</p></BODY >", "<p>x</p></BODY >PIXEL"),
        ("<p>x</p></BoDy>", "<p>x</p>PIXEL</BoDy>"),
        ("</body>é</body>x", "</body>éPIXEL</body>x"),
        ("<p>é</p>", "<p>é</p>PIXEL"),
        ("", "PIXEL"),
    ])
    func `the pixel comes before the last end of the body`(given: String, expected: String) throws {
        let pixel = """
            <img src="https://example.com/t/x.gif?a=1&amp;b=2" width="1" height="1" alt="" \
            style="display:block;width:1px;height:1px;border:0">
            """
        let draft = try makeDraft(html: given, pixelURL: "https://example.com/t/x.gif?a=1&b=2")
        #expect(try html(of: draft) == expected.replacing("PIXEL", with: pixel))
    }

    @Test func `a notice stands below the text with its address, and as a link with a label below the HTML`() throws {
        let notice = MailNotice("Not <wanted>?", address: "https://example.com/w/x?a=1&b=2", label: "Stop & end")
        let draft = try makeDraft(html: "<html><body>Hello</body></html>", notice: notice)
        let page = try html(of: draft)
        #expect(page.hasPrefix("<html><body>Hello<p class=\"postboek-notice\" style=\""))
        #expect(page.contains(">Not &lt;wanted&gt;? <a href=\"https://example.com/w/x?a=1&amp;b=2\""))
        #expect(page.hasSuffix(">Stop &amp; end</a></p></body></html>"))
        #expect(MailNotice.removed(fromHTML: page) == "<html><body>Hello</body></html>")
        let older = "<html><body>Hello<p class=\"postboek-notice\" style=\"color:#777\">Stop</p></body></html>"
        #expect(MailNotice.removed(fromHTML: older) == "<html><body>Hello</body></html>")

        let line = "Not <wanted>? https://example.com/w/x?a=1&b=2"
        let plain = "Please find the invoice attached.\n\n\n\(line)\n"
        #expect(MailNotice.removed(fromText: plain) { $0 == line } == "Please find the invoice attached.\n")
        #expect(MailNotice.removed(fromText: String(plain.dropLast())) { $0 == line }.hasSuffix("attached.\n"))
        #expect(MailNotice.removed(fromText: plain) { _ in false } == plain)
        #expect(MailNotice.removed(fromText: line) { $0 == line } == line)
        let mail = String(decoding: try compose(draft).bytes, as: UTF8.self)
        #expect(mail.contains("\r\n\r\n\(line.replacing("=", with: "=3D"))\r\n"))
    }

    @Test func `without the pixel's address there is no picture`() throws {
        #expect(try !html(of: makeDraft()).contains("<img"))
        #expect(try html(of: makeDraft(html: "<p>x</p>")) == "<p>x</p>")
    }

    @Test(arguments: [
        "", "ftp://example.com", "javascript:x", "https://e\"x", "https://e x", "https://é.example", "//e",
    ])
    func `the pixel's address is a plain URL`(url: String) throws {
        let draft = try makeDraft(pixelURL: url)
        #expect(throws: MIMEComposeError.badPixelURL) { try compose(draft) }
    }

    /// The HTML part, with LF line ends.
    private func html(of draft: MailDraft) throws -> String {
        let part = try ParsedMail(parsing: compose(draft).bytes).parts.first { $0.mediaType == "text/html" }
        return try String(decoding: #require(part).bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    }
}
