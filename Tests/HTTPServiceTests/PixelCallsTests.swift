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

    /// The events of hits since a position, as the feed shows their data.
    private func hits(after position: Int64, _ service: ServiceUnderTest) async throws -> [JSONValue] {
        try await service.call(.get, "/v1/events?after=\(position)&limit=200").json["events"].array
            .filter { try $0["type"].text == "message.opened" }.map { try $0["data"] }
    }

    /// Settings of a service that believes the proxy before it.
    private static func behindProxy() throws -> HTTPServiceSettings {
        var settings = HTTPServiceSettings()
        settings.proxies.trusted = [try #require(NetworkRange("127.0.0.1"))]
        return settings
    }

    @Test
    func `the sender's own look, and the network, are told from a reader`() async throws {
        try await ServiceUnderTest.run(settings: Self.behindProxy()) { service in
            let id = try await service.sendInvoice()
            let pixel = try await Self.pixel(of: id, service)
            let before = try await service.office.organizations[0].newestPosition()
            _ = try await service.call(.get, pixel, headers: Self.browser)
            var proxied = Self.browser
            proxied[.forwardedFor] = "10.9.8.7, 64.235.150.9"
            _ = try await service.call(.get, pixel, key: .none, headers: proxied)
            proxied[.forwardedFor] = "64.235.150.9, 10.9.8.7"
            _ = try await service.call(.get, pixel, key: .none, headers: proxied)
            let hits = try await hits(after: before, service)
            #expect(try hits.map { try $0["hitClass"].text } == ["own_view", "person", "person"])
            #expect(try hits[0]["saysRead"] == .bool(false))
            #expect(try hits[1]["condition"]["network"].text == "security_vendor")
            #expect(try hits[1]["doubts"].array.contains(.string("machine-network")))
            #expect(try hits[2]["condition"].fields["network"] == nil)
            let text = try await service.call(.get, "/v1/events?limit=200").text
            #expect(!text.contains("64.235") && !text.contains("10.9.8.7"))
        }
    }

    @Test
    func `a hit from where the sender used the service is doubted`() async throws {
        try await ServiceUnderTest.run(settings: Self.behindProxy()) { service in
            let id = try await service.sendInvoice()
            let pixel = try await Self.pixel(of: id, service)
            let before = try await service.office.organizations[0].newestPosition()
            _ = try await service.call(.get, "/v1/messages", headers: [.forwardedFor: "192.0.2.77"])
            for address in ["192.0.2.77", "192.0.2.78"] {
                var headers = Self.browser
                headers[.forwardedFor] = address
                _ = try await service.call(.get, pixel, key: .none, headers: headers)
            }
            let doubts = try await hits(after: before, service).map { try $0["doubts"].array }
            #expect(doubts.map { $0.contains(.string("sender-network")) } == [true, false])
        }
    }

    @Test
    func `the first hits of a burst are judged again when it is known to be one`() async throws {
        try await ServiceUnderTest.run { service in
            let body = """
                {"to":[{"address":"a@example.com"},{"address":"b@example.com"},{"address":"c@example.com"}],
                "subject":"Burst","trackOpens":true}
                """
            let id = try await service.call(.post, "/v1/messages", body: body).json["id"].text
            try await service.settled(id)
            let pixels = [
                try await Self.pixel(of: id, recipient: 1, service),
                try await Self.pixel(of: id, recipient: 2, service),
                try await Self.pixel(of: id, recipient: 3, service),
            ]
            let before = try await service.office.organizations[0].newestPosition()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for pixel in pixels {
                    group.addTask { _ = try await service.call(.get, pixel, key: .none, headers: Self.browser) }
                }
                try await group.waitForAll()
            }
            let hits = try await hits(after: before, service)
            // How fast the three come is not ours to say; whichever was recorded before the third is superseded.
            let bursts = try hits.filter { try $0.fields["doubts"]?.array.contains(.string("burst")) ?? false }
            #expect(!bursts.isEmpty || hits.count == 3)
            let superseded = Set(try hits.compactMap { try $0.fields["supersedes"]?.number })
            #expect(superseded.count == hits.count - 3)
        }
    }

    /// The path of the pixel in one of a message's copies.
    static func pixel(of message: String, recipient: Int = 1, _ service: ServiceUnderTest) async throws -> String {
        let mail = try await service.call(.get, "/v1/messages/\(message)/content?recipient=\(recipient)").text
        // The HTML part is quoted-printable: soft line breaks may stand in the address.
        let plain = mail.replacing("=\r\n", with: "").replacing("=3D", with: "=")
        let found = try #require(plain.firstMatch(of: /https:\/\/mail\.example\.com(\/t\/[A-Za-z0-9_.-]+\.gif)/))
        return String(found.1)
    }
}
