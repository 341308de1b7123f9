import Foundation
import HTTPTypes
import Ledger
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Mailing many documents")
struct BatchTests {
    private static func list(_ count: Int, bad: Set<Int> = [], sendAt: String? = nil) -> String {
        let items = (0..<count).map { number in
            let address = bad.contains(number) ? "nobody" : "customer\(number)@example.com"
            return """
                {"document":{"id":"B-\(number)","type":"invoice","number":"\(number)"},"to":[{"address":"\(address)"}]}
                """
        }
        let moment = sendAt.map { ",\"sendAt\":\"\($0)\"" } ?? ""
        return "{\"defaults\":{\"text\":\"Here it is.\"\(moment)},\"items\":[\(items.joined(separator: ","))]}"
    }

    private static func finished(_ id: String, _ service: ServiceUnderTest) async throws -> JSONValue {
        for _ in 0..<1000 {
            let batch = try await service.call(.get, "/v1/batches/\(id)").json
            let state = try batch["state"].text
            if state == "complete" || state == "cancelled" { return batch }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw CancellationError()
    }

    @Test func `each document becomes a message, and a bad one stops nothing`() async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.post, "/v1/messages/batch", body: Self.list(40, bad: [3, 39]))
            #expect(answer.status == 202, "\(answer.text)")
            #expect(try Description().faults(answer, "post", "/v1/messages/batch").isEmpty)
            let id = try answer.json["id"].text
            #expect(answer.headers[.location] == "/v1/batches/\(id)")
            let batch = try await Self.finished(id, service)
            #expect(try batch["sent"].number == 38)
            #expect(try batch["refused"].number == 2)
            #expect(try batch["remaining"].number == 0)
            let shown = try await service.call(.get, "/v1/batches/\(id)")
            #expect(try Description().faults(shown, "get", "/v1/batches/{batch}").isEmpty)

            let refused = try await service.call(.get, "/v1/batches/\(id)/items?state=refused")
            #expect(try Description().faults(refused, "get", "/v1/batches/{batch}/items").isEmpty)
            let items = try refused.json["items"].array
            #expect(try items.map { try $0["documentId"].text } == ["B-3", "B-39"])
            #expect(try items[0]["reason"].text.contains("to[0].address"))

            var (found, cursor): ([String], String?) = ([], nil)
            repeat {
                let query = "limit=7" + (cursor.map { "&cursor=\($0)" } ?? "")
                let page = try await service.call(.get, "/v1/batches/\(id)/items?\(query)").json
                found += try page["items"].array.map { try $0["documentId"].text }
                cursor = try? page["next"].text
            } while cursor != nil
            #expect(found == (0..<40).map { "B-\($0)" })

            let position = try await service.organization.newestPosition()
            let messages = try await service.call(.get, "/v1/messages?batch=\(id)&limit=200&atLeast=\(position)")
            #expect(try messages.json["items"].array.count == 38)
            let list = try await service.call(.get, "/v1/batches")
            #expect(try Description().faults(list, "get", "/v1/batches").isEmpty)
            #expect(try list.json["items"].array.count == 1)
        }
    }

    @Test func `registered documents are named by id alone, and defaults hold for all`() async throws {
        try await ServiceUnderTest.run { service in
            let document = "{\"id\":\"R-1\",\"type\":\"quote\",\"number\":\"7\"}"
            _ = try await service.call(.post, "/v1/documents", body: document)
            let body = """
                {"documents":["R-1","R-2"],"defaults":{"to":[{"address":"all@example.com"}],"subject":"For all"}}
                """
            let id = try await service.call(.post, "/v1/messages/batch", body: body).json["id"].text
            let batch = try await Self.finished(id, service)
            #expect(try batch["sent"].number == 1)
            #expect(try batch["refused"].number == 1)
            let item = try await service.call(.get, "/v1/batches/\(id)/items").json["items"].array[0]
            let message = try await service.call(.get, "/v1/messages/\(try item["messageId"].text)").json
            #expect(try message["subject"].text == "For all")
            #expect(try message["batch"].text == id)
        }
    }

    @Test func `a repeat with the same key is the same batch`() async throws {
        try await ServiceUnderTest.run { service in
            let headers: HTTPFields = [.idempotencyKey: "batch-1"]
            let path = "/v1/messages/batch"
            let first = try await service.call(.post, path, headers: headers, body: Self.list(5))
            let second = try await service.call(.post, path, headers: headers, body: Self.list(5))
            #expect(try first.json["id"].text == second.json["id"].text)
            let other = try await service.call(.post, path, headers: headers, body: Self.list(6))
            #expect(other.problem == "idempotency-key-reused")
            let batch = try await Self.finished(try first.json["id"].text, service)
            #expect(try batch["sent"].number == 5)
            #expect(try await service.call(.get, "/v1/batches").json["items"].array.count == 1)
        }
    }

    @Test func `a list by the line is taken in pieces`() async throws {
        try await ServiceUnderTest.run { service in
            let lines = (0..<250).map { number in
                "{\"document\":{\"id\":\"L-\(number)\",\"type\":\"invoice\",\"number\":\"\(number)\"}}"
            }
            let defaults = "{\"defaults\":{\"to\":[{\"address\":\"all@example.com\"}]}}"
            let body = ([defaults] + lines).joined(separator: "\n") + "\n\n"
            let headers: HTTPFields = [.contentType: "application/x-ndjson"]
            let answer = try await service.call(.post, "/v1/messages/batch", headers: headers, body: body)
            #expect(answer.status == 202, "\(answer.text)")
            #expect(try answer.json["count"].number == 250)
            let batch = try await Self.finished(try answer.json["id"].text, service)
            #expect(try batch["sent"].number == 250)

            let broken = try await service.call(.post, "/v1/messages/batch", headers: headers, body: "{}\n{\"to\":7}\n")
            #expect(broken.status == 422)
            #expect(try broken.problemFields == ["items[1].to"])
        }
    }

    @Test func `a batch that is cancelled sends nothing that has not left`() async throws {
        try await ServiceUnderTest.run { service in
            let moment = Timestamp.now().adding(seconds: 3600).description
            let body = Self.list(30, sendAt: moment)
            let id = try await service.call(.post, "/v1/messages/batch", body: body).json["id"].text
            let cancelled = try await service.call(.post, "/v1/batches/\(id)/cancel")
            #expect(cancelled.status == 200)
            #expect(try Description().faults(cancelled, "post", "/v1/batches/{batch}/cancel").isEmpty)
            let batch = try await Self.finished(id, service)
            #expect(try batch["state"].text == "cancelled")
            #expect(try batch["cancelled"].number == 30)
            #expect(try batch["sent"].number == 0)
            let again = try await service.call(.post, "/v1/batches/\(id)/cancel")
            #expect(again.status == 200)
        }
    }

    @Test func `progress is told live until it is complete`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.call(.post, "/v1/messages/batch", body: Self.list(20)).json["id"].text
            let accept: HTTPFields = [.accept: "text/event-stream"]
            let feed = try await service.call(.get, "/v1/batches/\(id)", headers: accept).text
            let frames = feed.components(separatedBy: "\n\n").filter { $0.hasPrefix("event: progress\ndata: ") }
            #expect(frames.last?.contains("\"state\":\"complete\"") == true)
            #expect(frames.last?.contains("\"sent\":20") == true)
        }
    }

    static let refused: [(String, Int, String)] = [
        ("{}", 422, "invalid"), ("{\"items\":[]}", 422, "invalid"), ("[]", 422, "invalid"),
        ("{\"items\":[{\"to\":[{}]}]}", 422, "invalid"), ("nonsense", 400, "malformed-request"),
    ]

    @Test func `a list that is none is refused, and nothing is stored`() async throws {
        try await ServiceUnderTest.run { service in
            let before = try await service.organization.newestPosition()
            for (body, status, problem) in Self.refused {
                let answer = try await service.call(.post, "/v1/messages/batch", body: body)
                #expect(answer.status == status, "\(body)")
                #expect(answer.problem == problem, "\(body)")
            }
            #expect(try await service.organization.newestPosition() == before)
            #expect(try await service.call(.get, "/v1/batches/\(OpaqueID.random())").status == 404)
            #expect(try await service.call(.post, "/v1/batches/\(OpaqueID.random())/cancel").status == 404)
        }
    }
}
