import Foundation
import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Tracking and its end over HTTP")
struct TrackingCallsTests {
    private static let browser: HTTPFields = [
        .userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", .acceptLanguage: "nl-NL",
    ]

    private func mail(_ id: String, _ service: ServiceUnderTest) async throws -> String {
        try await service.call(.get, "/v1/messages/\(id)/content").text
            .replacing("=\r\n", with: "").replacing("=3D", with: "=")
    }

    /// The path behind the link that stands in a mail.
    private func link(in mail: String) throws -> String {
        let found = try #require(mail.firstMatch(of: /https:\/\/mail\.example\.com(\/w\/[A-Za-z0-9_-]{84})/))
        return String(found.1)
    }

    private func send(_ service: ServiceUnderTest, trackOpens: Bool? = nil) async throws -> JSONValue {
        let flag = trackOpens.map { ",\"trackOpens\":\($0)" } ?? ""
        let body = """
            {"document":{"id":"INV/1","type":"invoice","number":"2026-1","customer":{"id":"C-1","language":"fr"}},
            "to":[{"address":"Billing@example.com"}],"archive":[{"address":"books@example.com"}]\(flag)}
            """
        let id = try await service.call(.post, "/v1/messages", body: body).json["id"].text
        try await service.settled(id)
        return try await service.call(.get, "/v1/messages/\(id)").json
    }

    private func bases(_ message: JSONValue) throws -> [String] {
        try message["recipients"].array.map { "\(try $0["tracked"]) \(try $0["trackingBasis"].text)" }
    }

    @Test
    func `the strictest policy decides, and its basis is frozen into each message`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/tracking"
            let description = try Description()
            let none = try await service.call(.get, path)
            #expect(none.text == "{}")
            let first = try await send(service)
            #expect(try bases(first) == ["bool(false) onRequest/default", "bool(false) never/archive"])
            #expect(try bases(try await send(service, trackOpens: true))[0] == "bool(true) onRequest/default")
            let always = try await service.call(.put, path, body: "{\"policy\":\"always\"}")
            #expect(try description.faults(always, "put", path).isEmpty, "\(always.text)")
            #expect(
                try bases(try await send(service)) == ["bool(true) always/organization", "bool(false) never/archive"]
            )
            #expect(try bases(try await send(service, trackOpens: false))[0] == "bool(false) never/message")
            let body = "{\"policy\":\"always\",\"documentTypes\":{\"invoice\":\"never\"},\"receipts\":[\"invoice\"]}"
            let set = try await service.call(.put, path, body: body)
            #expect(try description.faults(set, "put", path).isEmpty, "\(set.text)")
            #expect(try bases(try await send(service, trackOpens: true))[0] == "bool(false) never/documentType")
            let again = try await service.call(.get, "/v1/messages/\(try first["id"].text)").json
            #expect(try bases(again)[0] == "bool(false) onRequest/default")
            _ = try await service.call(.put, path, body: "{\"policy\":\"always\"}")
            let card = """
                {"name":"Example BV","tracking":"always","contacts":[],"deliveries":{"invoice":{"tracking":"never"}}}
                """
            let customer = try await service.call(.put, "/v1/customers/C-1", body: card)
            #expect([200, 201].contains(customer.status), "\(customer.text)")
            #expect(try bases(try await send(service, trackOpens: true))[0] == "bool(false) never/customer")
            let wrong = "{\"documentTypes\":{\"song\":\"never\"},\"receipts\":[\"song\"]}"
            let refused = try await service.call(.put, path, body: wrong)
            #expect(try refused.problemFields == ["documentTypes.song", "receipts[0]"])
        }
    }

    @Test
    func `a receipt is asked for in the copies to those addressed, and said in the event`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.call(.put, "/v1/settings/tracking", body: "{\"receipts\":[\"invoice\"]}")
            let id = try await send(service)["id"].text
            #expect(try await mail(id, service).contains("\r\nDisposition-Notification-To: <acme@sandbox.example>\r\n"))
            let archive = try await service.call(.get, "/v1/messages/\(id)/content?recipient=2").text
            #expect(!archive.contains("Disposition-Notification-To"))
            let events = try await service.call(.get, "/v1/events?limit=200").json["events"].array
            let queued = try #require(try events.first { try $0["type"].text == "message.queued" })
            #expect(try queued["data"]["requestsReceipt"] == .bool(true))
            #expect(try queued["data"]["trackingBasis"].text == "onRequest/default")
        }
    }

    @Test
    func `only a POST takes the consent back, and then nothing is recorded, for mails sent before and after`()
        async throws
    {
        try await ServiceUnderTest.run { service in
            let sent = try await send(service, trackOpens: true)
            let mail = try await mail(try sent["id"].text, service)
            let link = try link(in: mail)
            #expect(mail.contains("L'exp") && mail.contains("<a href=\"https://mail.example.com\(link)\""))
            let pixel = try await PixelCallsTests.pixel(of: try sent["id"].text, service)
            let organization = service.organization
            let before = try await organization.newestPosition()

            let page = try await service.call(.get, link, key: .none, headers: Self.browser)
            #expect(page.status == 200)
            #expect(page.text.contains("<form method=\"post\">") && page.text.contains("Stop met volgen"))
            #expect(page.headers[.contentLanguage] == "nl")
            #expect(page.headers[.cacheControl] == "no-store")
            #expect(page.headers[.referrerPolicy] == "no-referrer")
            #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self'") == true)
            #expect(page.headers[.setCookie] == nil)
            _ = try await service.call(.head, link, key: .none)
            #expect(try await organization.newestPosition() == before)
            _ = try await service.call(.get, pixel, key: .none, headers: Self.browser)
            #expect(try await organization.newestPosition() == before + 1)

            let done = try await service.call(.post, link, key: .none, headers: Self.browser)
            #expect(done.status == 200)
            #expect(done.text.contains("Het is gebeurd."))
            #expect(try await organization.newestPosition() == before + 2)
            let event = try await service.call(.get, "/v1/events?after=\(before + 1)").json["events"].array[0]
            #expect(try event["type"].text == "tracking.withdrawn")
            #expect(try event["data"]["address"].text == "Billing@example.com")
            let again = try await service.call(.post, link, key: .none, headers: Self.browser)
            #expect(again.text == done.text)

            let answer = try await service.call(.get, pixel, key: .none, headers: Self.browser)
            #expect(answer.status == 200)
            #expect(try await organization.newestPosition() == before + 2)
            let later = try await send(service, trackOpens: true)
            #expect(try bases(later)[0] == "bool(false) never/withdrawn")
            #expect(try await !self.mail(try later["id"].text, service).contains("mail.example.com/"))
        }
    }

    @Test(arguments: ["x", String(repeating: "A", count: 84), String(repeating: "A", count: 5000)])
    func `a link that is none changes nothing`(token: String) async throws {
        try await ServiceUnderTest.run { service in
            let before = try await service.organization.newestPosition()
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await service.call(method, "/w/\(token)", key: .none)
                #expect(answer.status == 404)
                #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
            }
            #expect(try await service.organization.newestPosition() == before)
        }
    }
}
