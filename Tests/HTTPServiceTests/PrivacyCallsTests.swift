import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Erasing persons over HTTP")
struct PrivacyCallsTests {
    @Test
    func `a person is held, exported, let go and erased, and every answer fits the description`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let address = "customer-q7x@example.com"
            _ = try await service.sendInvoice(1, to: address)
            let person = "{\"address\":\"\(address)\"}"
            let reasoned = "{\"address\":\"\(address)\",\"reason\":\"lawsuit 7\"}"
            let held = try await service.call(.post, "/v1/holds", body: reasoned)
            #expect(try description.faults(held, "post", "/v1/holds").isEmpty, "\(held.text)")
            let list = try await service.call(.get, "/v1/holds")
            #expect(try description.faults(list, "get", "/v1/holds").isEmpty, "\(list.text)")
            #expect(try list.json["items"].array.count == 1)
            let refused = try await service.call(.post, "/v1/erasures", body: person)
            #expect(refused.status == 409)
            #expect(try refused.json["type"].text == "/docs#legal-hold")
            #expect(!refused.text.contains("q7x"))
            #expect(try description.faults(refused, "post", "/v1/erasures").isEmpty, "\(refused.text)")
            let lifted = try await service.call(.post, "/v1/holds/lift", body: reasoned)
            #expect(try description.faults(lifted, "post", "/v1/holds/lift").isEmpty, "\(lifted.text)")

            let kept = "{\"evidenceMonths\":24,\"keepYears\":{\"invoice\":7}}"
            let retention = try await service.call(.put, "/v1/settings/retention", body: kept)
            #expect(try description.faults(retention, "put", "/v1/settings/retention").isEmpty, "\(retention.text)")
            let retained = try await service.call(.post, "/v1/erasures", body: person)
            #expect(try retained.json["type"].text == "/docs#statutory-retention")
            _ = try await service.call(.put, "/v1/settings/retention", body: "{}")
            #expect(try await service.call(.get, "/v1/settings/retention").json["forgottenMonths"].array.isEmpty)

            let rotated = try await service.call(.post, "/v1/subject-keys/rotate", body: person)
            #expect(try description.faults(rotated, "post", "/v1/subject-keys/rotate").isEmpty, "\(rotated.text)")
            let export = try await service.call(.post, "/v1/subject-exports", body: person)
            #expect(export.status == 200)

            let erased = try await service.call(.post, "/v1/erasures", body: person)
            #expect(erased.status == 200)
            #expect(!erased.text.contains("q7x"))
            #expect(try description.faults(erased, "post", "/v1/erasures").isEmpty, "\(erased.text)")
            let id = try erased.json["id"].text
            let certificate = try await service.call(.get, "/v1/erasures/\(id)")
            #expect(try description.faults(certificate, "get", "/v1/erasures/{erasure}").isEmpty, "\(certificate.text)")
            #expect(try certificate.json["receipt"].text == erased.json["receipt"].text)
            #expect(try await service.call(.post, "/v1/subject-exports", body: person).status == 410)
            #expect(try await service.call(.get, "/v1/erasures/\(id.reversed())").status == 404)
        }
    }

    @Test
    func `erasing takes the scope manage`() async throws {
        try await ServiceUnderTest.run { service in
            let sender = try await service.office.createKey(for: service.organization, scopes: [.send], label: "shop")
            let body = "{\"address\":\"customer@example.com\"}"
            for path in ["/v1/erasures", "/v1/subject-exports", "/v1/subject-keys/rotate"] {
                #expect(try await service.call(.post, path, key: .text(sender), body: body).status == 403)
                #expect(try await service.call(.post, path, body: body).status == 404)
            }
        }
    }
}
