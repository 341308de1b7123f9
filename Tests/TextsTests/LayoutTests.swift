import Mail
import Testing
import Texts

@Suite("Layouts and logos")
struct LayoutTests {
    static let good = [
        "%text%", "<p>%text%</p>", "<!DOCTYPE html><html><body style=\"color:#333\"><div>%text%</div></body></html>",
        "<html><head><meta charset=utf-8><title>x</title><style>p{margin:0}</style></head><body>%text%</body></html>",
        "<a href=\"https://example.com/?n=%document-number%\">%company-name%</a>%text%",
        "<img src='https://example.com/x.png' alt=x>%text%", "<img src=cid:x>%text%", "a < b %text% 5 > 4 & more",
        "<a href='mailto:a@example.com'>%text%</a>", "<!-- a comment -->%text%", "<P>%text%</P>", "<br/>%text%",
        "<td width=\"100%\">%text%</td>", "<a href=\"https://example.com\" title=\"onclick=1\">%text%</a>",
    ]

    @Test(arguments: good)
    func `a harmless layout with one slot is taken`(html: String) throws {
        try LayoutCheck.check(html)
    }

    /// What is refused, and a word that the error has to hold.
    static let bad: [(html: String, word: String)] = [
        ("<p>no slot</p>", "does not have"), ("%text%%text%", "2 times"), ("&#37;text%", "does not have"),
        ("<!-- %text% -->", "comment"), ("<p title='%text%'>%text%</p>", "title"), ("<title>%text%</title>", "title"),
        ("<style>%text%</style>", "style"), ("%text%<script>alert(1)</script>", "script"),
        ("%text%<SCRIPT src=x></SCRIPT>", "script"), ("%text%<script/x>", "not closed"),
        ("%text%<img src=cid:x onerror=alert(1)>", "onerror"), ("%text%<p/onclick=x>", "onclick"),
        ("%text%<p ONMOUSEOVER='x'>", "onmouseover"), ("%text%<a href='javascript:x'>", "href"),
        ("%text%<a href='java&#115;cript:x'>", "href"), ("%text%<a href=' java\nscript:x'>", "href"),
        ("%text%<a href='data:text/html,x'>", "href"), ("%text%<a href=vbscript:x>", "href"),
        ("%text%<a href='java&Tab;script:x'>", "href"), ("%text%<a href='//example.com'>", "href"),
        ("%text%<img src='http://example.com/x.png'>", "src"), ("%text%<img src='data:image/png;base64,x'>", "src"),
        ("%text%<img srcset='https://example.com/x 2x'>", "srcset"),
        ("%text%<link rel=stylesheet href='https://example.com/x.css'>", "link"),
        ("%text%<meta http-equiv=refresh content='0;url=https://example.com'>", "http-equiv"),
        ("%text%<base href='https://example.com'>", "base"), ("%text%<form action='https://example.com'>", "form"),
        ("%text%<input name=x>", "input"), ("%text%<iframe src='https://example.com'></iframe>", "iframe"),
        ("%text%<object data=x>", "object"), ("%text%<embed src=x>", "embed"), ("%text%<svg onload=x>", "svg"),
        ("%text%<math>", "math"), ("%text%<video src=x>", "video"), ("%text%<x-custom>", "x-custom"),
        ("%text%<style>@import 'https://example.com/x.css';</style>", "@import"),
        ("%text%<style>@im/**/port 'x';</style>", "@import"), ("%text%<style>@\\69mport 'x';</style>", "backslash"),
        ("%text%<p style='background:url(https://example.com/x)'>", "url("),
        ("%text%<p style='background:u&#114;l(x)'>", "url("),
        ("%text%<p style='width:expression(alert(1))'>", "expression"),
        ("%text%<p style='color:%company-name%'>", "variable"), ("%text%<p style='behavior:x'>", "behavior"),
        ("%text%<!--[if mso]><script>x</script><![endif]-->", "conditional"), ("%text%<p", "tag"),
        ("%text%<p title='x>", "tag"),
        ("%text%<!-- x", "comment"), ("%text%<style>p{}", "style"), ("%text%\0", "NUL"),
        ("%text% %docment-number%", "docment-number"),
        ("%text%<template><script></script></template>", "template"), ("%text%<noscript><p></noscript>", "noscript"),
        (String(repeating: "x", count: 100_001), "longer"), ("%text%<plaintext>", "plaintext"),
        ("%text%<img/src=\"x\"/onerror=alert(1)>", "src"), ("%text%<<script>x</script>", "script"),
        ("%text%</p/onclick=x><script>x</script>", "script"), ("%text%<!--><script>x</script>-->", "script"),
        ("%text%<!--x--!><script>x</script>-->", "script"), ("%text%<!--->  <script>x</script>-->", "script"),
    ]

    @Test(arguments: bad)
    func `a layout that acts, fetches or has no slot is refused with the reason`(html: String, word: String) throws {
        let error = #expect(throws: LayoutError.self) { try LayoutCheck.check(html) }
        let words = try #require(error).description
        #expect(words.lowercased().contains(word.lowercased()), "\(words)")
    }

    @Test
    func `a layout holds the escaped text in its slot and the escaped values of its variables`() {
        let values = TextValues(
            document: TemplateTests.document,
            clientName: nil,
            companyName: "A & B",
            language: .dutch
        )
        let html = MailLayout.own("<h1>%company-name%</h1><div>%text%</div>").html(
            text: "1 < 2\n\n%amount%",
            subject: "s",
            values: values,
            logo: nil
        )
        #expect(html?.hasPrefix("<h1>A &amp; B</h1><div><p") == true)
        #expect(html?.contains("1 &lt; 2") == true)
        #expect(html?.contains("%amount%") == true)
        #expect(MailLayout.none.html(text: "x", subject: "s", values: values, logo: nil) == nil)
        let page = MailLayout.standard.html(text: "x", subject: "<s>", values: values, logo: nil) ?? ""
        #expect(page.contains("<title>&lt;s&gt;</title>") && page.contains("A &amp; B") && page.contains("lang=\"nl\""))
    }

    static let png: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 2, 0, 0, 0, 1, 0]
    static let gif: [UInt8] = Array("GIF89a".utf8) + [16, 0, 8, 0, 0]
    static let jpeg: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0, 40, 0, 80, 1, 1, 0x11, 0,
    ]

    @Test
    func `a logo is a picture by its first bytes, and is shown small`() throws {
        let big = try Logo(Self.png, contentID: "x")
        #expect(big.mediaType == "image/png" && big.width == 512 && big.height == 256)
        #expect(big.shownWidth == 128 && big.shownHeight == 64)
        #expect(try Logo(Self.gif, contentID: "x").mediaType == "image/gif")
        let jpeg = try Logo(Self.jpeg, contentID: "x")
        #expect(jpeg.mediaType == "image/jpeg" && jpeg.width == 80 && jpeg.height == 40 && jpeg.shownWidth == 80)
    }

    @Test
    func `what is no picture, or too large, is no logo`() {
        for bytes in [[], Array("<svg></svg>".utf8), Array(Self.png.prefix(20)), Array(Self.jpeg.prefix(9))] {
            #expect(throws: LogoError.unknownKind) { try Logo(bytes, contentID: "x") }
        }
        #expect(throws: LogoError.badSize(0, 0)) { try Logo(Array("GIF89a".utf8) + [0, 0, 0, 0], contentID: "x") }
        #expect(throws: LogoError.tooLarge(200_001)) {
            try Logo(Array(repeating: 0, count: 200_001), contentID: "x")
        }
    }
}
