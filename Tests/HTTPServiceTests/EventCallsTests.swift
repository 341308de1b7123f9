import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("The ledger's feed over HTTP")
struct EventCallsTests {
    private static let stream: HTTPFields = [.accept: "text/event-stream"]

    @Test
    func `pages follow each other without gaps, and the end stays where it is`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.sendInvoice()
            var positions: [Int64] = []
            var after = ""
            while true {
                let answer = try await service.call(.get, "/v1/events?limit=2\(after)")
                #expect(try Description().faults(answer, "get", "/v1/events").isEmpty, "\(answer.text)")
                let events = try answer.json["events"].array
                positions += try events.map { try $0["position"].number }
                let next = "&after=\(try answer.json["next"].number)"
                guard !events.isEmpty else {
                    #expect(next == after)
                    break
                }
                after = next
            }
            #expect(positions == Array(0...(try await service.organization.newestPosition())))
        }
    }

    @Test
    func `events name opaque ids only, and open what they say`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.sendInvoice()
            let events = try await service.call(.get, "/v1/events").json["events"].array
            let queued = try #require(try events.first { try $0["type"].text == "message.queued" })
            #expect(try queued["subjects"]["message"].text == id)
            #expect(try queued["subjects"]["document"].text.count == 36)
            #expect(try queued["data"]["subject"].text == "Invoice 2026-1")
            let sent = try #require(try events.first { try $0["type"].text == "message.sent" })
            #expect(try sent["subjects"]["recipient"].number == 1)
            #expect(try sent["subjects"]["attempt"].number == 1)
        }
    }

    @Test
    func `a live feed frames each event, and goes on after Last-Event-ID`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.sendInvoice()
            let all = try await service.call(.get, "/v1/events?limit=4", headers: Self.stream)
            #expect(all.headers[.contentType] == "text/event-stream")
            #expect(Self.ids(all) == ["0.0", "0.1", "0.2", "0.3"])
            #expect(all.text.hasPrefix("retry: 2000\n\n"))
            #expect(all.text.contains("\n\nid: 0.1\nevent: document.registered\ndata: {"))
            var headers = Self.stream
            headers[.lastEventID] = "0.1"
            let rest = try await service.call(.get, "/v1/events?limit=2&after=0", headers: headers)
            #expect(Self.ids(rest) == ["0.2", "0.3"])
            #expect(
                Self.ids(try await service.call(.get, "/v1/events?limit=1&after=2", headers: Self.stream)) == ["0.3"]
            )
        }
    }

    @Test
    func `a live feed waits for what is yet to come`() async throws {
        try await ServiceUnderTest.run { service in
            let newest = try await service.organization.newestPosition()
            async let feed = service.call(.get, "/v1/events?limit=1&after=\(newest)", headers: Self.stream)
            _ = try await service.call(
                .post,
                "/v1/documents",
                body: "{\"id\":\"1\",\"type\":\"invoice\",\"number\":\"1\"}"
            )
            #expect(Self.ids(try await feed) == ["0.\(newest + 1)"])
        }
    }

    @Test(arguments: [
        ("x", 400), ("1", 400), ("0.", 400), ("0.-1", 400), ("0.1.2", 400), ("7.1", 409),
    ])
    func `an id that is none of this ledger's is refused`(id: String, status: Int) async throws {
        try await ServiceUnderTest.run { service in
            var headers = Self.stream
            headers[.lastEventID] = id
            let answer = try await service.call(.get, "/v1/events?limit=1", headers: headers)
            #expect(answer.status == status)
        }
    }

    @Test
    func `there are only so many live feeds at once, and their places come back`() async throws {
        var settings = HTTPServiceSettings()
        settings.feeds = 1
        try await ServiceUnderTest.run(settings: settings) { service in
            for _ in 0..<3 {
                let answer = try await service.call(.get, "/v1/events?limit=1", headers: Self.stream)
                #expect(answer.status == 200)
            }
        }
        let count = FeedCount(limit: 1)
        let place = count.take()
        #expect(place != nil)
        #expect(count.take() == nil)
        withExtendedLifetime(place) {}
    }

    @Test
    func `the checkpoint is a signed note of the ledger's size`() async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.get, "/v1/checkpoint")
            #expect(answer.headers[.contentType] == "text/plain; charset=utf-8")
            let lines = answer.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[1] == "\(try await service.organization.newestPosition() + 1)")
            #expect(answer.text.contains("\n\n— "))
        }
    }

    private static func ids(_ answer: Answer) -> [String] {
        answer.text.split(separator: "\n").filter { $0.hasPrefix("id: ") }.map { String($0.dropFirst(4)) }
    }
}
