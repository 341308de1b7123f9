import Foundation
import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("How sending stands")
struct SendingCallsTests {
    @Test func `limits are set below the provider's, shown, and lifted`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/methods/sandbox/limits"
            let template = "/v1/settings/methods/{kind}/limits"
            let set = try await service.call(.put, path, body: "{\"perMinute\":30,\"perDay\":500}")
            #expect(set.status == 200)
            #expect(try Description().faults(set, "put", template).isEmpty)
            let shown = try await service.call(.get, path)
            #expect(shown.text == "{\"perDay\":500,\"perMinute\":30}")
            #expect(try Description().faults(shown, "get", template).isEmpty)
            let state = try await service.call(.get, "/v1/sending")
            #expect(try Description().faults(state, "get", "/v1/sending").isEmpty)
            let sandbox = try state.json["methods"].array[0]
            #expect(try sandbox["kind"].text == "sandbox")
            #expect(try sandbox["limits"]["perDay"].number == 500)
            #expect(try await service.call(.put, path, body: "{}").text == "{}")

            let wrong = try await service.call(.put, path, body: "{\"perDay\":0}")
            #expect(wrong.status == 422)
            #expect(try wrong.problemFields == ["perDay"])
            #expect(try await service.call(.get, "/v1/settings/methods/pigeon/limits").status == 404)
        }
    }

    @Test func `a day that is full makes the method rest, and lifting the limit wakes it`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/methods/sandbox/limits"
            _ = try await service.call(.put, path, body: "{\"perDay\":1}")
            _ = try await service.sendInvoice(1)
            let second = try await service.call(.post, "/v1/messages", body: ServiceUnderTest.invoice(2)).json["id"]
                .text
            var cause: String?
            for _ in 0..<1000 where cause == nil {
                cause = try? await service.call(.get, "/v1/sending").json["methods"].array[0]["rest"]["cause"].text
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(cause == "limit")
            #expect(try await service.call(.get, "/v1/messages/\(second)").json["status"].text == "in_transit")
            _ = try await service.call(.put, path, body: "{}")
            try await service.settled(second)
            #expect(try await service.call(.get, "/v1/messages/\(second)").json["status"].text == "delivered")
        }
    }

    @Test func `a suppressed address is refused with why and how to release it`() async throws {
        try await ServiceUnderTest.run { service in
            let suppressed = "{\"address\":\"Billing@Example.com\"}"
            _ = try await service.call(.post, "/v1/suppressions", body: suppressed)
            let before = try await service.organization.newestPosition()
            let answer = try await service.call(.post, "/v1/messages", body: ServiceUnderTest.invoice())
            #expect(answer.status == 422)
            #expect(try answer.problemFields == ["to[0].address"])
            #expect(answer.text.contains("somebody asked for it"))
            #expect(answer.text.contains("/v1/suppressions/release"))
            #expect(try await service.organization.newestPosition() == before)
            let released = try await service.call(.post, "/v1/suppressions/release", body: suppressed)
            #expect(released.status == 200)
            #expect(try await service.call(.post, "/v1/messages", body: ServiceUnderTest.invoice()).status == 202)
        }
    }

    @Test func `a copy that waits for somebody who is suppressed meanwhile is withdrawn with that reason`() async throws
    {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/methods/sandbox/limits"
            _ = try await service.call(.put, path, body: "{\"perDay\":1}")
            _ = try await service.sendInvoice(1, to: "other@example.com")
            let id = try await service.call(.post, "/v1/messages", body: ServiceUnderTest.invoice(2)).json["id"].text
            _ = try await service.call(.post, "/v1/suppressions", body: "{\"address\":\"billing@example.com\"}")
            _ = try await service.call(.put, path, body: "{}")
            try await service.settled(id)
            let message = try await service.call(.get, "/v1/messages/\(id)").json
            #expect(try message["status"].text == "failed")
            #expect(try message["statusReason"].text.contains("suppressed since it was queued"))
        }
    }
}
