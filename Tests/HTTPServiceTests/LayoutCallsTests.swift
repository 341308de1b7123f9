import Foundation
import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("Layouts, logo and standard attachments over HTTP")
struct LayoutCallsTests {
    /// A picture of one pixel.
    static let png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="

    @Test
    func `the layouts standard, none and own HTML dress the same text`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/layout"
            let first = try await service.mailText(try await service.sendText(language: "en"))
            #expect(first.contains("multipart/alternative") && first.contains("max-width:600px"))
            let own = "{\"kind\":\"html\",\"html\":\"<html><body><h1>%company-name%</h1>%text%</body></html>\"}"
            let set = try await service.call(.put, path, body: own)
            #expect(try Description().faults(set, "put", path).isEmpty, "\(set.text)")
            let second = try await service.mailText(try await service.sendText(language: "en", id: "2"))
            #expect(second.contains("<h1>acme</h1>") && second.contains("Dear Example BV,"))
            let third = try await service.mailText(
                try await service.sendText(language: "en", id: "3", more: ",\"layout\":\"none\",\"trackOpens\":true")
            )
            #expect(third.contains("Content-Type: text/plain") && !third.contains("multipart"))
            let body = try #require(third.range(of: "\r\n\r\n")).upperBound
            #expect(!third[body...].contains("<"))
            #expect(!third.contains("/t/"))
            #expect(try await service.call(.get, path).text == set.text)
        }
    }

    @Test
    func `a layout with a script or without a slot is refused`() async throws {
        try await ServiceUnderTest.run { service in
            for html in ["<p>x</p>", "%text%<script>x</script>", "%text%<a href='javascript:x'>"] {
                let body = "{\"kind\":\"html\",\"html\":\"\(html)\"}"
                let answer = try await service.call(.put, "/v1/settings/layout", body: body)
                #expect(try answer.problemFields == ["html"], "\(answer.text)")
            }
            let missing = try await service.call(.put, "/v1/settings/layout", body: "{\"kind\":\"html\"}")
            #expect(try missing.problemFields == ["html"])
            let unset = try await service.call(
                .post,
                "/v1/messages",
                body: ServiceUnderTest.textRequest(language: "en", id: "1", more: ",\"layout\":\"html\"")
            )
            #expect(try unset.problemFields == ["layout"])
        }
    }

    @Test
    func `a logo goes along inside the mail, and no more once it is removed`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/logo"
            #expect(try await service.call(.get, path).problem == "not-found")
            let set = try await service.call(.put, path, body: "{\"name\":\"logo.png\",\"content\":\"\(Self.png)\"}")
            #expect(try Description().faults(set, "put", path).isEmpty, "\(set.text)")
            #expect(try set.json["mediaType"].text == "image/png")
            let mail = try await service.mailText(try await service.sendText(language: "en"))
            #expect(mail.contains("multipart/related") && mail.contains("Content-Disposition: inline;"))
            #expect(mail.contains("iVBORw0KGgo"))
            for wrong in ["PHN2Zz48L3N2Zz4=", "?"] {
                let body = "{\"name\":\"x\",\"content\":\"\(wrong)\"}"
                #expect(try await service.call(.put, path, body: body).problemFields == ["content"])
            }
            #expect(try await service.call(.delete, path).status == 204)
            let without = try await service.mailText(try await service.sendText(language: "en", id: "2"))
            #expect(!without.contains("multipart/related"))
        }
    }

    @Test
    func `the standard attachment goes with every document of its kind, unless the message says no`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/attachments/invoice"
            // Fifteen bytes: an equals sign at the end would look like a soft line end to mailText.
            let terms = Data("%PDF-1.7 terms.".utf8).base64EncodedString()
            let set = try await service.call(.put, path, body: "{\"name\":\"terms.pdf\",\"content\":\"\(terms)\"}")
            #expect(set.status == 200)
            #expect(try Description().faults(set, "put", "/v1/settings/attachments/{documentType}").isEmpty)
            #expect(try set.json["attachments"]["invoice"]["mediaType"].text == "application/pdf")
            let with = try await service.mailText(try await service.sendText(language: "en"))
            #expect(with.contains("terms.pdf") && with.contains(terms))
            let without = try await service.mailText(
                try await service.sendText(language: "en", id: "2", more: ",\"standardAttachment\":false")
            )
            #expect(!without.contains("terms.pdf"))
            #expect(try await service.call(.delete, path).status == 204)
            #expect(try await service.call(.get, "/v1/settings/attachments").text == "{\"attachments\":{}}")
        }
    }
}
