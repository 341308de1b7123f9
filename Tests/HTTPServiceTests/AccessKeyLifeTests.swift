import Foundation
import HTTPTypes
import Ledger
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("The life of access keys")
struct AccessKeyLifeTests {
    private static let day: Int64 = 86_400_000_000

    private func moment(inDays days: Double) -> String {
        Timestamp(microseconds: Timestamp.now().microseconds + Int64(days * Double(Self.day))).description
    }

    private func make(_ service: ServiceUnderTest, expiresAt: String? = nil) async throws -> (id: String, text: String)
    {
        let end = expiresAt.map { ",\"expiresAt\":\"\($0)\"" } ?? ""
        let body = "{\"scopes\":[\"read\"],\"label\":\"a program\"\(end)}"
        let made = try await service.call(.post, "/v1/keys", body: body)
        #expect(made.status == 201, "\(made.text)")
        #expect(try Description().faults(made, "post", "/v1/keys").isEmpty)
        return (try made.json["id"].text, try made.json["key"].text)
    }

    private func listed(_ id: String, _ service: ServiceUnderTest) async throws -> [String: JSONValue] {
        let list = try await service.call(.get, "/v1/keys")
        #expect(try Description().faults(list, "get", "/v1/keys").isEmpty, "\(list.text)")
        let found = try list.json["items"].array.first { try $0["id"].text == id }
        return try #require(found).fields
    }

    @Test
    func `an ended key is told that it has ended, and to nobody who does not know all of it`() async throws {
        try await ServiceUnderTest.run { service in
            let text = try await service.office.createKey(
                for: service.organization,
                scopes: [.read],
                label: "ended",
                expiresAt: Timestamp(microseconds: Timestamp.now().microseconds - 1)
            )
            let ended = try await service.call(.get, "/v1/messages", key: .text(text))
            #expect(ended.status == 401)
            #expect(ended.problem == "key-expired")
            #expect(ended.headers[.wwwAuthenticate]?.contains("invalid_token") == true)
            let changed = String(text.dropLast()) + (text.hasSuffix("A") ? "B" : "A")
            #expect(try await service.call(.get, "/v1/messages", key: .text(changed)).problem == "no-valid-key")
        }
    }

    @Test
    func `a key's holder and its owner are warned from two weeks before its end`() async throws {
        try await ServiceUnderTest.run { service in
            let soon = try await make(service, expiresAt: moment(inDays: 5.5))
            let later = try await make(service, expiresAt: moment(inDays: 30))
            let warned = try await service.call(.get, "/v1/messages", key: .text(soon.text))
            #expect(warned.headers[.keyExpires] == (try await listed(soon.id, service)["expiresAt"]?.text))
            #expect(try await listed(soon.id, service)["warning"]?.text == "It ends in 5 days; rotate it before.")
            #expect(try await service.call(.get, "/v1/messages", key: .text(later.text)).headers[.keyExpires] == nil)
            #expect(try await listed(later.id, service)["warning"] == nil)
        }
    }

    @Test
    func `an end in the past, too far away, or that is no time is refused`() async throws {
        try await ServiceUnderTest.run { service in
            for end in [moment(inDays: -1), moment(inDays: 4000), "soon"] {
                let body = "{\"scopes\":[\"read\"],\"label\":\"a\",\"expiresAt\":\"\(end)\"}"
                let refused = try await service.call(.post, "/v1/keys", body: body)
                #expect(refused.status == 422)
                #expect(try refused.problemFields == ["expiresAt"])
            }
        }
    }

    @Test
    func `a rotated key stays valid for the overlap, and the new one has its scopes and as long a life`() async throws {
        try await ServiceUnderTest.run { service in
            let old = try await make(service, expiresAt: moment(inDays: 90))
            let path = "/v1/keys/\(old.id)/rotation"
            let rotated = try await service.call(.post, path, body: "{\"overlapHours\":2}")
            #expect(rotated.status == 201, "\(rotated.text)")
            #expect(try Description().faults(rotated, "post", "/v1/keys/{key}/rotation").isEmpty)
            let new = try rotated.json
            #expect(try new["replaces"].text == old.id)
            #expect(try new["scopes"].array.map { try $0.text } == ["read"])
            #expect(try String(new["expiresAt"].text.prefix(10)) == String(moment(inDays: 90).prefix(10)))
            for text in [old.text, try new["key"].text] {
                #expect(try await service.call(.get, "/v1/messages", key: .text(text)).status == 200)
            }
            let ending = try await listed(old.id, service)
            #expect(try ending["replacedBy"]?.text == new["id"].text)
            #expect(try ending["warning"]?.text == "It ends within a day; use the key in its place.")
            #expect(try await service.call(.post, path, body: "{}").status == 409)
        }
    }

    @Test
    func `a rotation without overlap ends the old key at once`() async throws {
        try await ServiceUnderTest.run { service in
            let old = try await make(service)
            let body = "{\"overlapHours\":0}"
            #expect(try await service.call(.post, "/v1/keys/\(old.id)/rotation", body: body).status == 201)
            let ended = try await service.call(.get, "/v1/messages", key: .text(old.text))
            #expect(ended.problem == "key-expired")
            let wrong = try await service.call(.post, "/v1/keys/\(old.id)/rotation", body: "{\"overlapHours\":9999}")
            #expect(try wrong.problemFields == ["overlapHours"])
        }
    }

    @Test
    func `a revoked key is valid no more, and is unknown from then on`() async throws {
        try await ServiceUnderTest.run { service in
            let key = try await make(service)
            #expect(try await service.call(.get, "/v1/messages", key: .text(key.text)).status == 200)
            let revoked = try await service.call(.delete, "/v1/keys/\(key.id)")
            #expect(revoked.status == 204)
            #expect(try await service.call(.get, "/v1/messages", key: .text(key.text)).problem == "no-valid-key")
            #expect(try await service.call(.delete, "/v1/keys/\(key.id)").status == 404)
            #expect(try await service.call(.delete, "/v1/keys/x").status == 404)
        }
    }

    @Test
    func `the last key that may manage is revoked only once there is another`() async throws {
        try await ServiceUnderTest.run { service in
            let own = try #require(
                service.office.keys(of: service.organization).first { $0.scopes.contains(.manage) }?.id
            )
            let others = service.office.keys(of: service.organization).filter { $0.id != own }
            for key in others where key.scopes.contains(.manage) {
                #expect(try await service.call(.delete, "/v1/keys/\(key.id)").status == 204)
            }
            let refused = try await service.call(.delete, "/v1/keys/\(own)")
            #expect(refused.status == 409)
            #expect(refused.text.contains("POST /v1/keys"))
            #expect(try Description().faults(refused, "delete", "/v1/keys/{key}").isEmpty, "\(refused.text)")
            let body = "{\"scopes\":[\"manage\"],\"label\":\"next\"}"
            let next = try await service.call(.post, "/v1/keys", body: body)
            #expect(try await service.call(.delete, "/v1/keys/\(own)").status == 204)
            let text = try next.json["key"].text
            #expect(try await service.call(.get, "/v1/keys", key: .text(text)).status == 200)
        }
    }

    @Test(arguments: [
        ("post", "/v1/keys", "{\"scopes\":[\"foo\"],\"label\":\"x\"}", "scopes[0]", "read, send, manage"),
        ("put", "/v1/settings/tracking", "{\"policy\":\"sometimes\"}", "policy", "never, onRequest, always"),
        (
            "put", "/v1/settings/tracking", "{\"documentTypes\":{\"invoice\":\"foo\"}}", "documentTypes.invoice",
            "never, onRequest, always"
        ),
        ("put", "/v1/settings/layout", "{\"kind\":\"fancy\"}", "kind", "standard, none, html"),
    ])
    func `a word that is none of a list is refused with the list`(
        method: String,
        path: String,
        body: String,
        field: String,
        list: String
    ) async throws {
        try await ServiceUnderTest.run { service in
            let refused = try await service.call(method == "post" ? .post : .put, path, body: body)
            #expect(refused.status == 422)
            #expect(try refused.problemFields == [field])
            #expect(refused.text.contains("is not one of \(list)") && !refused.text.contains("initialize"))
        }
    }

    @Test
    func `the last use is known at once, and costs one write in ten minutes`() async throws {
        try await ServiceUnderTest.run { service in
            let key = try await make(service)
            #expect(try await listed(key.id, service)["lastUsedAt"] == nil)
            for _ in 0..<5 { _ = try await service.call(.get, "/v1/messages", key: .text(key.text)) }
            #expect(try await listed(key.id, service)["lastUsedAt"] != nil)
        }
    }

    @Test
    func `the ledger tells who made, rotated and revoked a key, and nothing of its secret`() async throws {
        try await ServiceUnderTest.run { service in
            let before = try await service.organization.newestPosition()
            let key = try await make(service)
            let rotated = try await service.call(.post, "/v1/keys/\(key.id)/rotation", body: "{}")
            let new = try rotated.json["id"].text
            _ = try await service.call(.delete, "/v1/keys/\(key.id)")
            let answer = try await service.call(.get, "/v1/events?after=\(before)")
            let settings = try answer.json["events"].array.map { try $0["data"]["setting"].text }
            let names = [key.id, new, key.id, key.id].map { "access-key.\($0)" }
            #expect(settings == names)
            #expect(answer.text.contains("a program"))
            #expect(!answer.text.contains(key.text) && !answer.text.contains("hash"))
        }
    }

    @Test
    func `guesses at one key are slowed down from wherever they come, and its holder is not`() async throws {
        var settings = HTTPServiceSettings()
        settings.refusalsPerKeyAndMinute = 3
        settings.refusalsPerMinute = 1000
        try await ServiceUnderTest.run(settings: settings) { service in
            let guess = String(service.key.dropLast(10)) + "AAAAAAAAAA"
            var answers: [Int] = []
            for _ in 0..<5 { answers.append(try await service.call(.get, "/v1/messages", key: .text(guess)).status) }
            // A minute may begin in between, and then they count anew.
            #expect(answers.prefix(3) == [401, 401, 401] && answers.contains(429), "\(answers)")
            #expect(try await service.call(.get, "/v1/messages").status == 200)
        }
    }
}
