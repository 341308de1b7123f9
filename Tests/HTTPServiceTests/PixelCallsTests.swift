import Evidence
import Foundation
import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("The pixel over HTTP")
struct PixelCallsTests {
    private static let browser: HTTPFields = [
        .userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", .acceptLanguage: "nl",
    ]

    @Test
    func `a good token and a bad one are answered alike, to the last header`() async throws {
        try await ServiceUnderTest.run { service in
            let good = try await Self.pixel(of: try await service.sendInvoice(), service)
            let first = try await service.call(.get, good, key: .none, headers: Self.browser)
            #expect(first.status == 200)
            #expect(first.bytes == PixelResponse.image)
            #expect(first.headers[.contentType] == "image/gif")
            #expect(first.headers[.cacheControl] == "no-store, no-cache, private, max-age=0, must-revalidate")
            #expect(first.headers[.eTag] == nil && first.headers[.setCookie] == nil)
            for token in ["x", "", String(repeating: "A", count: 84), String(repeating: "A", count: 5000), "a%2Fb"] {
                let bad = try await service.call(.get, "/t/\(token).gif", key: .none, headers: Self.browser)
                #expect(bad.status == 200, "\(token.prefix(10))")
                #expect(bad.bytes == first.bytes)
                #expect(bad.headers == first.headers)
            }
            let head = try await service.call(.head, good, key: .none)
            #expect(head.status == 200)
            #expect(head.bytes.isEmpty)
            #expect(head.headers == first.headers)
        }
    }

    @Test
    func `a hit is in the ledger before the answer, also one by HEAD, and a bad token leaves nothing`() async throws {
        try await ServiceUnderTest.run { service in
            let pixel = try await Self.pixel(of: try await service.sendInvoice(), service)
            let before = try await service.organization.newestPosition()
            _ = try await service.call(.get, "/t/AAAA.gif", key: .none)
            #expect(try await service.organization.newestPosition() == before)
            _ = try await service.call(.get, pixel, key: .none, headers: Self.browser)
            #expect(try await service.organization.newestPosition() == before + 1)
            _ = try await service.call(.head, pixel, key: .none, headers: Self.browser)
            let events = try await service.call(.get, "/v1/events?after=\(before)").json["events"].array
            #expect(try events.map { try $0["type"].text } == ["message.opened", "message.opened"])
            let text = try await service.call(.get, "/v1/events?after=\(before)").text
            #expect(!text.contains("Gecko") && !text.contains("140.0"))
        }
    }

    /// The path of the pixel in a message's first copy.
    static func pixel(of message: String, _ service: ServiceUnderTest) async throws -> String {
        let mail = try await service.call(.get, "/v1/messages/\(message)/content").text
        // The HTML part is quoted-printable: soft line breaks may stand in the address.
        let plain = mail.replacing("=\r\n", with: "").replacing("=3D", with: "=")
        let found = try #require(plain.firstMatch(of: /https:\/\/mail\.example\.com(\/t\/[A-Za-z0-9_.-]+\.gif)/))
        return String(found.1)
    }
}
