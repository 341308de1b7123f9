import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("Documents over HTTP")
struct DocumentCallsTests {
    private static let quote = "{\"id\":\"Q/1 é\",\"type\":\"quote\",\"number\":\"Q-1\"}"

    @Test
    func `a registered document is found where Location says`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let made = try await service.call(.post, "/v1/documents", body: Self.quote)
            #expect(made.status == 201)
            #expect(try description.faults(made, "post", "/v1/documents").isEmpty)
            #expect(made.headers[.location] == "/v1/documents/Q%2F1%20%C3%A9")
            #expect(made.headers[.position] == String(try made.json["position"].number))
            let found = try await service.call(.get, made.headers[.location] ?? "")
            #expect(try found.json == made.json["document"])
            #expect(try description.faults(found, "get", "/v1/documents/{document}").isEmpty)
            let repeated = try await service.call(
                .post,
                "/v1/documents",
                headers: [.idempotencyKey: "q"],
                body: Self.quote
            )
            let again = try await service.call(
                .post,
                "/v1/documents",
                headers: [.idempotencyKey: "q"],
                body: Self.quote
            )
            #expect(repeated.text == again.text)
        }
    }

    @Test
    func `the list knows types and words`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.call(.post, "/v1/documents", body: Self.quote)
            let sent = try await service.call(.post, "/v1/messages", body: ServiceUnderTest.invoice())
            let position = sent.headers[.position] ?? ""
            for (query, ids) in [
                ("", ["INV/1", "Q/1 é"]), ("&type=quote", ["Q/1 é"]), ("&q=Example", ["INV/1"]),
                ("&limit=1", ["INV/1"]),
            ] {
                let list = try await service.call(.get, "/v1/documents?atLeast=\(position)\(query)")
                #expect(try list.json["items"].array.map { try $0["id"].text } == ids, "\(query)")
                #expect(try Description().faults(list, "get", "/v1/documents").isEmpty)
            }
        }
    }

    @Test
    func `the timeline tells all, and what was known earlier`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.sendInvoice()
            let path = "/v1/documents/INV%2F1/timeline"
            let all = try await service.call(.get, path)
            #expect(try Description().faults(all, "get", "/v1/documents/{document}/timeline").isEmpty, "\(all.text)")
            let entries = try all.json["entries"].array
            let types = try entries.map { try $0["type"].text }
            #expect(types.prefix(3) == ["document.registered", "message.queued", "message.attempted"])
            #expect(types.contains("message.delivered"))
            #expect(try entries[2]["recipient"]["address"].text == "billing@example.com")
            let second = try entries[1]["position"].number
            let early = try await service.call(.get, "\(path)?asOf=\(second)")
            #expect(try early.json["entries"].array == Array(entries.prefix(2)))
            let moment = try entries[1]["recordedAt"].text
            let then = try await service.call(.get, "\(path)?asOf=\(moment)")
            #expect(try then.json["entries"].array.prefix(2) == entries.prefix(2))
            let page = try await service.call(.get, "\(path)?limit=1").json
            let next = try page["next"].text
            let rest = try await service.call(.get, "\(path)?cursor=\(next)")
            #expect(try rest.json["entries"].array == Array(entries.dropFirst()))
        }
    }

    @Test
    func `what is not there is not found, and what is wrong is named`() async throws {
        try await ServiceUnderTest.run { service in
            #expect(try await service.call(.get, "/v1/documents/none").problem == "not-found")
            #expect(try await service.call(.get, "/v1/documents/none/timeline").problem == "not-found")
            #expect(try await service.call(.get, "/v1/documents/%zz").problem == "malformed-request")
            #expect(try await service.call(.get, "/v1/documents?type=song").problem == "bad-parameter")
            #expect(try await service.call(.get, "/v1/documents?cursor=x").problem == "bad-parameter")
            #expect(try await service.call(.get, "/v1/documents/none/timeline?asOf=now").problem == "bad-parameter")
            let body = "{\"id\":\"1\",\"type\":\"invoice\",\"number\":\"a\\nb\",\"issuedOn\":\"today\"}"
            let answer = try await service.call(.post, "/v1/documents", body: body)
            #expect(answer.status == 422)
            #expect(try answer.problemFields == ["number", "issuedOn"])
        }
    }
}
