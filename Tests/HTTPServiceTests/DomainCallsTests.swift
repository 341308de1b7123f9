import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("Checking domains over HTTP")
struct DomainCallsTests {
    @Test
    func `an own domain is refused until it is active, and a check is kept`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let path = "/v1/settings/methods/own-domain"
            #expect(try await service.call(.post, "\(path)/check").status == 404)
            let set = try await service.call(.put, path, body: #"{"from":"office@example.com"}"#)
            #expect(set.status == 200)
            #expect(try await service.call(.get, "\(path)/check").status == 404)

            let checked = try await service.call(.post, "\(path)/check")
            #expect(checked.status == 200)
            #expect(try description.faults(checked, "post", "/v1/settings/methods/{kind}/check").isEmpty)
            let verdicts = try checked.json["checks"].array.map { try $0["verdict"].text }
            #expect(Set(verdicts) == ["unknown"])
            #expect(try checked.json["isActive"] == .bool(false))

            let last = try await service.call(.get, "\(path)/check")
            #expect(try last.json == checked.json)
            let sent = try await service.call(
                .post,
                "/v1/messages",
                body: #"{"to":[{"address":"a@example.com"}],"subject":"a","text":"b","method":"own-domain"}"#
            )
            #expect(sent.status == 422)
        }
    }

    @Test
    func `new keys stand beside the old ones, and only own-domain has keys`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.call(.put, "/v1/settings/methods/own-domain", body: #"{"from":"office@example.com"}"#)
            let made = try await service.call(.post, "/v1/settings/methods/own-domain/new-keys")
            #expect(made.status == 200)
            #expect(try Description().faults(made, "post", "/v1/settings/methods/{kind}/new-keys").isEmpty)
            #expect(try await service.call(.post, "/v1/settings/methods/smtp/new-keys").status == 404)
        }
    }

    @Test(
        arguments: [
            (#"{"domain":"example.com"}"#, 200), (#"{"domain":"example.com","method":"own-domain"}"#, 200),
            (#"{"domain":"localhost"}"#, 422), (#"{"domain":"exämple.com"}"#, 422), (#"{"domain":"a..b"}"#, 422),
            (#"{"domain":"example.com","method":"pigeon"}"#, 422), ("{}", 400),
        ]
    )
    func `any domain can be checked`(body: String, status: Int) async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.post, "/v1/domain-checks", body: body)
            #expect(answer.status == status || (status == 400 && answer.status == 422))
            guard status == 200 else { return }
            #expect(try Description().faults(answer, "post", "/v1/domain-checks").isEmpty)
            #expect(try answer.json["alignment"].text.isEmpty == false)
        }
    }
}
