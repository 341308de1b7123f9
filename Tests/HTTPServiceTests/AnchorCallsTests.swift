import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Anchoring over HTTP")
struct AnchorCallsTests {
    private static let key = "witness.example/w1+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM"

    private static func witness(_ url: String) -> String {
        "{\"witnesses\":[{\"key\":\"\(key)\",\"url\":\"\(url)\"}]}"
    }

    @Test
    func `a witness that does not answer is shown, and hinders nothing`() async throws {
        try await ServiceUnderTest.run(anchorAddresses: ["http://127.0.0.1:9"]) { service in
            let description = try Description()
            let before = try await service.call(.get, "/v1/anchors")
            #expect(before.status == 200)
            #expect(try description.faults(before, "get", "/v1/anchors").isEmpty, "\(before.text)")
            let body = Self.witness("http://127.0.0.1:9/witness")
            let set = try await service.call(.put, "/v1/settings/anchoring", body: body)
            #expect(set.status == 200, "\(set.text)")
            #expect(try description.faults(set, "put", "/v1/settings/anchoring").isEmpty, "\(set.text)")
            #expect(try await service.call(.get, "/v1/settings/anchoring").text == set.text)
            let now = try await service.call(.post, "/v1/anchors")
            #expect(now.status == 200)
            #expect(try description.faults(now, "post", "/v1/anchors").isEmpty, "\(now.text)")
            let attempt = try now.json["witnesses"].array[0]["attempt"]
            #expect(try attempt["failures"].number >= 1)
            #expect(try attempt["failure"].text.isEmpty == false)
            #expect(try now.json.fields["cosigned"] == nil)
            #expect(try await service.call(.get, "/v1/checkpoint").status == 200)
            let missing = try await service.call(.get, "/v1/checkpoint?cosigned=true")
            #expect(missing.problem == "not-found")
            #expect(try await service.call(.get, "/v1/checkpoint?cosigned=perhaps").problem == "bad-parameter")
        }
    }

    @Test(arguments: [
        ("http://192.0.2.1", "witnesses[0].url"), ("http://127.0.0.1:99", "witnesses[0].url"),
        ("file:///etc/passwd", "witnesses[0].url"), ("http://127.0.0.1:9.example.com/", "witnesses[0].url"),
        ("http://user:secret@127.0.0.1:9", "witnesses[0].url"), ("", "witnesses[0].url"),
    ])
    func `only the operator says to which servers checkpoints go`(url: String, field: String) async throws {
        try await ServiceUnderTest.run(anchorAddresses: ["http://127.0.0.1:9"]) { service in
            let refused = try await service.call(.put, "/v1/settings/anchoring", body: Self.witness(url))
            #expect(refused.problem == "invalid")
            #expect(try refused.problemFields == [field])
            #expect(try await service.call(.get, "/v1/settings/anchoring").text == "{}")
        }
    }

    @Test(arguments: [
        ("{\"witnesses\":[{\"key\":\"x\",\"url\":\"http://127.0.0.1:9\"}]}", "witnesses[0].key"),
        ("{\"quorum\":2}", "quorum"), ("{\"daily\":{}}", "daily"),
        ("{\"daily\":{\"to\":[\"a@example.com\"],\"at\":\"6\"}}", "daily.at"),
        ("{\"daily\":{\"to\":[\"nobody\"]}}", "daily.to[0]"),
        ("{\"daily\":{\"url\":\"https://example.com\"}}", "daily.url"),
        ("{\"daily\":{\"to\":[\"a@example.com\"],\"method\":\"pigeon\"}}", "daily.method"),
    ])
    func `settings that cannot be are refused with the field`(body: String, field: String) async throws {
        try await ServiceUnderTest.run(anchorAddresses: ["http://127.0.0.1:9"]) { service in
            let refused = try await service.call(.put, "/v1/settings/anchoring", body: body)
            #expect(refused.problem == "invalid")
            #expect(try refused.problemFields == [field])
        }
    }

    @Test
    func `the daily anchor is mailed by the organization's own method, with the checkpoint as a file`() async throws {
        try await ServiceUnderTest.run { service in
            let body = "{\"daily\":{\"to\":[\"accountant@example.com\"],\"method\":\"sandbox\"}}"
            #expect(try await service.call(.put, "/v1/settings/anchoring", body: body).status == 200)
            let now = try await service.call(.post, "/v1/anchors")
            #expect(try now.json["daily"]["mail"].fields["succeededAt"] != nil, "\(now.text)")
            let position = now.headers[.position] ?? ""
            let list = try await service.call(.get, "/v1/messages?recipient=accountant@example.com&atLeast=\(position)")
            let id = try #require(try list.json["items"].array.first)["id"].text
            let mail = try await service.call(.get, "/v1/messages/\(id)/content")
            #expect(mail.text.contains("checkpoint.txt"))
            #expect(mail.text.contains("Anchor of the mail ledger of acme"))
        }
    }

    @Test
    func `tiles take the scope read, and may be kept for good by whoever has it`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.sendInvoice()
            let key = try await service.office.createKey(
                for: service.organization,
                scopes: [.send, .manage],
                label: "s"
            )
            for path in ["/v1/tlog/tile/0/000.p/2", "/v1/tlog/tile/entries/000.p/2"] {
                let tile = try await service.call(.get, path)
                #expect(tile.status == 200)
                #expect(tile.headers[.cacheControl] == "private, max-age=31536000, immutable")
                #expect(try await service.call(.get, path, key: .text(key)).problem == "missing-scope")
                #expect(try await service.call(.get, path, key: .none).status == 401)
            }
            let paths = [
                "/v1/tlog/checkpoint", "/v1/checkpoint", "/v1/events/1/receipt", "/v1/events/1/entry", "/v1/anchors",
            ]
            for path in paths {
                #expect(try await service.call(.get, path).headers[.cacheControl] == "no-store")
                #expect(try await service.call(.get, path, key: .text(key)).problem == "missing-scope")
            }
        }
    }
}
