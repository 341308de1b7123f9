import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("The bounce mailbox over HTTP")
struct MailboxCallsTests {
    private static let path = "/v1/settings/mailbox"
    private static let signIn = "/v1/settings/mailbox/authorization"

    @Test
    func `with a provider it needs a user name alone, and goes to no other server`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            #expect(try await service.call(.post, Self.signIn).status == 404)
            #expect(try await service.call(.delete, Self.signIn).status == 404)
            let set = try await service.call(
                .put,
                Self.path,
                body: #"{"provider":"gmail","username":"bounces@example.com"}"#
            )
            #expect(set.status == 200, "\(set.text)")
            #expect(try description.faults(set, "put", Self.path).isEmpty, "\(set.text)")
            #expect(try set.json["host"].text == "imap.gmail.com")
            #expect(try set.json["authorization"].text == "not_signed_in")
            #expect(try set.json["hasSecret"] == .bool(false))
            for (field, value) in [("host", "\"imap.example.com\""), ("port", "143"), ("security", "\"starttls\"")] {
                let body = "{\"provider\":\"gmail\",\"username\":\"bounces@example.com\",\"\(field)\":\(value)}"
                #expect(try await service.call(.put, Self.path, body: body).problemFields == [field])
            }
            let token = #"{"provider":"gmail","username":"bounces@example.com","token":"t"}"#
            #expect(try await service.call(.put, Self.path, body: token).problemFields == ["token"])
            // Nobody registered the service at Google.
            let begun = try await service.call(.post, Self.signIn)
            #expect(try begun.problemFields == ["provider"])
            #expect(begun.text.contains("google.client.id"))
            let check = try await service.call(.post, "\(Self.path)/check")
            #expect(check.status == 409)
            #expect(check.text.contains("google.client.id"))
            #expect(try await service.call(.delete, Self.signIn).status == 204)
        }
    }

    @Test
    func `without a provider nobody signs in to it on a page`() async throws {
        try await ServiceUnderTest.run { service in
            let body = #"{"host":"imap.example.com","username":"bounces@example.com","password":"secret words"}"#
            let set = try await service.call(.put, Self.path, body: body)
            #expect(set.status == 200)
            #expect(try set.json.fields["authorization"] == nil)
            #expect(try await service.call(.post, Self.signIn).problemFields == ["provider"])
            #expect(try await service.call(.delete, Self.signIn).status == 404)
        }
    }
}
