import HTTPTypes
import MailLedger
import Postoffice
import PrometheusExport
import Testing

@testable import HTTPService

@Suite("Access keys over HTTP")
struct AccessTests {
    @Test
    func `a call without a valid key is refused and says how to show one`() async throws {
        try await ServiceUnderTest.run { service in
            let without = try await service.call(.get, "/v1/messages", key: .none)
            #expect(without.status == 401)
            #expect(without.problem == "no-valid-key")
            #expect(without.headers[.wwwAuthenticate] == "Bearer realm=\"postboek\"")
            #expect(without.headers[.position] == nil)
            let changed = String(service.key.dropLast()) + (service.key.hasSuffix("A") ? "B" : "A")
            for text in ["", "x", "pb__", changed, service.key + "A", String(repeating: "k", count: 1000)] {
                let answer = try await service.call(.get, "/v1/messages", key: .text(text))
                #expect(answer.status == 401, "\(text.prefix(40))")
                #expect(!answer.text.contains("pb_"))
            }
            let basic = try await service.call(
                .get,
                "/v1/messages",
                key: .none,
                headers: [.authorization: "Basic \(service.key)"]
            )
            #expect(basic.status == 401)
        }
    }

    @Test
    func `every call takes a key with its own scope and refuses one with the others`() async throws {
        try await ServiceUnderTest.run { service in
            var keys: [AccessScope: String] = [:]
            for scope in AccessScope.allCases {
                let others = Set(AccessScope.allCases).subtracting([scope])
                keys[scope] = try await service.office.createKey(
                    for: service.organization,
                    scopes: others,
                    label: "without \(scope.rawValue)"
                )
            }
            let endpoints = makeEndpoints(
                office: service.office,
                metrics: PrometheusRegistry(),
                settings: HTTPServiceSettings()
            )
            #expect(endpoints.filter { $0.path.hasPrefix("/v1") }.allSatisfy { $0.scope != nil })
            for endpoint in endpoints {
                guard let scope = endpoint.scope, let key = keys[scope] else { continue }
                let answer = try await service.call(endpoint.method, endpoint.path, key: .text(key), body: "{}")
                #expect(answer.status == 403, "\(endpoint.method) \(endpoint.path)")
                #expect(answer.problem == "missing-scope")
                #expect(try answer.json["detail"].text.contains(scope.rawValue))
                #expect(answer.headers[.wwwAuthenticate]?.contains("scope=\"\(scope.rawValue)\"") == true)
                let allowed = try await service.call(endpoint.method, endpoint.path, body: "{}")
                #expect(![401, 403, 405].contains(allowed.status), "\(endpoint.method) \(endpoint.path)")
            }
        }
    }

    @Test
    func `another organization's key finds nothing of ours`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.sendInvoice()
            let other = ServiceUnderTest.Key.text(
                try await service.office.createOrganization(named: "other").accessKey
            )
            for path in [
                "/v1/messages/\(id)", "/v1/messages/\(id)/content", "/v1/sandbox/messages/\(id)/1",
                "/v1/documents/INV%2F1", "/v1/documents/INV%2F1/timeline",
            ] {
                let answer = try await service.call(.get, path, key: other)
                #expect(answer.status == 404, "\(path)")
                #expect(answer.problem == "not-found")
            }
            for path in ["/v1/messages", "/v1/documents", "/v1/sandbox/messages"] {
                #expect(try await service.call(.get, path, key: other).json["items"].array.isEmpty, "\(path)")
            }
            let events = try await service.call(.get, "/v1/events", key: other)
            #expect(try events.json["events"].array.map { try $0["type"].text } == ["organization.created"])
            let keys = try await service.call(.get, "/v1/keys", key: other)
            #expect(try keys.json["items"].array.count == 1)
        }
    }

    @Test
    func `many invalid keys are told to wait, and a valid one is not`() async throws {
        var settings = HTTPServiceSettings()
        settings.refusalsPerMinute = 0
        try await ServiceUnderTest.run(settings: settings) { service in
            let refused = try await service.call(.get, "/v1/messages", key: .text("x"))
            #expect(refused.status == 429)
            #expect(refused.problem == "too-many-attempts")
            #expect(refused.headers[.retryAfter] == "60")
            #expect(try await service.call(.get, "/v1/messages").status == 200)
        }
    }

    @Test
    func `a new key's text is given once and works at once`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let body = "{\"scopes\":[\"read\"],\"label\":\"for reading\"}"
            let made = try await service.call(.post, "/v1/keys", body: body)
            #expect(made.status == 201)
            #expect(try description.faults(made, "post", "/v1/keys").isEmpty)
            let text = try made.json["key"].text
            #expect(try await service.call(.get, "/v1/messages", key: .text(text)).status == 200)
            #expect(try await service.call(.get, "/v1/keys", key: .text(text)).status == 403)
            let list = try await service.call(.get, "/v1/keys")
            #expect(try description.faults(list, "get", "/v1/keys").isEmpty)
            #expect(try list.json["items"].array.map { try $0["label"].text }.contains("for reading"))
            #expect(!list.text.contains("hash"))
            #expect(!list.text.contains(text))
        }
    }

    @Test
    func `a key of no scope, an unknown one, or without a name is refused`() async throws {
        try await ServiceUnderTest.run { service in
            for (body, field) in [
                ("{\"scopes\":[],\"label\":\"a\"}", "scopes"), ("{\"scopes\":[\"all\"],\"label\":\"a\"}", "scopes[0]"),
                ("{\"scopes\":[\"read\"],\"label\":\"\"}", "label"), ("{\"scopes\":[\"read\"]}", "label"),
                ("{\"scopes\":[\"read\"],\"label\":\"a\\nb\"}", "label"),
            ] {
                let answer = try await service.call(.post, "/v1/keys", body: body)
                #expect(answer.status == 422, "\(body)")
                #expect(try answer.problemFields == [field], "\(answer.text)")
            }
            let repeated = try await service.call(
                .post,
                "/v1/keys",
                headers: [.idempotencyKey: "k"],
                body: "{\"scopes\":[\"read\"],\"label\":\"a\"}"
            )
            #expect(repeated.status == 400)
        }
    }
}
