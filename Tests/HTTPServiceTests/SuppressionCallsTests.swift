import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Suppressed addresses over HTTP")
struct SuppressionCallsTests {
    /// The addresses that stand suppressed, once there are so many.
    private func suppressed(_ service: ServiceUnderTest, count: Int) async throws -> [JSONValue] {
        for _ in 0..<1000 {
            let answer = try await service.call(.get, "/v1/suppressions?state=suppressed")
            let items = try answer.json["items"].array
            if items.count >= count { return items }
            try await Task.sleep(for: .milliseconds(10))
        }
        return []
    }

    @Test
    func `an address that does not exist is suppressed by itself, and after a release by newer evidence only`()
        async throws
    {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let message = try await service.sendInvoice(1, to: "bounce@example.com")
            let found = try #require(try await suppressed(service, count: 1).first)
            #expect(try found["address"].text == "bounce@example.com")
            #expect(try found["reason"].text == "hard")
            let because = try await service.call(.get, "/v1/messages/\(message)").json["recipients"].array[0]["because"]
            #expect(try because.array == [found["because"]])

            let release = try await service.call(
                .post,
                "/v1/suppressions/release",
                body: "{\"address\":\"BOUNCE@example.com\"}"
            )
            #expect(release.status == 200)
            #expect(try description.faults(release, "post", "/v1/suppressions/release").isEmpty, "\(release.text)")
            #expect(try release.json["state"].text == "released")
            let list = try await service.call(.get, "/v1/suppressions")
            #expect(try description.faults(list, "get", "/v1/suppressions").isEmpty, "\(list.text)")
            #expect(try await service.call(.get, "/v1/suppressions?state=suppressed").json["items"].array.isEmpty)

            _ = try await service.sendInvoice(2, to: "bounce@example.com")
            let again = try #require(try await suppressed(service, count: 1).first)
            #expect(try again["because"].number > found["because"].number)
        }
    }

    @Test
    func `a person suppresses and releases, with the scopes that takes, and addresses are checked`() async throws {
        try await ServiceUnderTest.run { service in
            let body = "{\"address\":\"no-more@example.com\"}"
            let made = try await service.call(.post, "/v1/suppressions", body: body)
            #expect(made.status == 200)
            #expect(try made.json["reason"].text == "manual")
            #expect(try Description().faults(made, "post", "/v1/suppressions").isEmpty)
            let again = try await service.call(.post, "/v1/suppressions", body: body)
            #expect(again.text == made.text)
            let sender = try await service.office.createKey(for: service.organization, scopes: [.send], label: "shop")
            let refused = try await service.call(.post, "/v1/suppressions/release", key: .text(sender), body: body)
            #expect(refused.status == 403)
            let unknown = try await service.call(
                .post,
                "/v1/suppressions/release",
                body: "{\"address\":\"nobody@example.com\"}"
            )
            #expect(unknown.status == 404)
            #expect(!unknown.text.contains("nobody"))
            let wrong = try await service.call(.post, "/v1/suppressions", body: "{\"address\":\"none\"}")
            #expect(try wrong.problemFields == ["address"])
            let events = try await service.call(.get, "/v1/events").json["events"].array
            #expect(try events.filter { try $0["type"].text == "recipient.suppressed" }.count == 1)
        }
    }
}
