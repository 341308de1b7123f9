import Foundation
import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Sending a message")
struct SubmissionTests {
    @Test
    func `answers 202 with the shape described, where it is, and its position`() async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.post, "/v1/messages", body: ServiceUnderTest.invoice())
            #expect(answer.status == 202)
            #expect(try Description().faults(answer, "post", "/v1/messages").isEmpty)
            let message = try answer.json
            #expect(try message["documentId"].text == "INV/1")
            #expect(try message["status"].text == "in_transit")
            #expect(try message["recipients"].array.map { try $0["address"].text } == ["billing@example.com"])
            #expect(answer.headers[.location] == "/v1/messages/\(try message["id"].text)")
            #expect(answer.headers[.position] == String(try message["position"].number))
        }
    }

    @Test
    func `a repeat with the same key gets the same answer and does nothing`() async throws {
        try await ServiceUnderTest.run { service in
            let headers: HTTPFields = [.idempotencyKey: "order-1"]
            let first = try await service.call(
                .post,
                "/v1/messages",
                headers: headers,
                body: ServiceUnderTest.invoice()
            )
            let second = try await service.call(
                .post,
                "/v1/messages",
                headers: headers,
                body: ServiceUnderTest.invoice()
            )
            #expect(first.status == 202 && second.status == 202)
            #expect(first.text == second.text)
            let list = try await service.call(.get, "/v1/messages?atLeast=\(first.headers[.position] ?? "")")
            #expect(try list.json["items"].array.count == 1)
        }
    }

    @Test
    func `the same key with another body is refused`() async throws {
        try await ServiceUnderTest.run { service in
            let headers: HTTPFields = [.idempotencyKey: "order-1"]
            _ = try await service.call(.post, "/v1/messages", headers: headers, body: ServiceUnderTest.invoice(1))
            let answer = try await service.call(
                .post,
                "/v1/messages",
                headers: headers,
                body: ServiceUnderTest.invoice(2)
            )
            #expect(answer.status == 422)
            #expect(answer.problem == "idempotency-key-reused")
        }
    }

    static let refused: [(body: String, status: Int, problem: String, field: String?)] = [
        ("", 400, "malformed-request", nil),
        ("{\"to\":", 400, "malformed-request", nil),
        ("[]", 422, "invalid", "(body)"),
        ("{}", 422, "invalid", "to"),
        ("{\"to\":[{}]}", 422, "invalid", "to[0].address"),
        ("{\"to\":[{\"address\":7}]}", 422, "invalid", "to[0].address"),
        ("{\"to\":[{\"address\":\"nobody\"}]}", 422, "invalid", "to[0].address"),
        ("{\"to\":[{\"address\":\"a@example.com\"},{\"address\":\"A@example.com\"}]}", 422, "invalid", "to[1].address"),
        (
            "{\"to\":[{\"address\":\"a@example.com\"}],\"subject\":\"a\\r\\nBcc: b@example.com\"}", 422, "invalid",
            "subject"
        ),
        ("{\"to\":[{\"address\":\"a@example.com\",\"name\":\"a\\nb\"}]}", 422, "invalid", "to[0].name"),
        ("{\"to\":[{\"address\":\"a@example.com\"}],\"text\":\"a\\u0000b\"}", 422, "invalid", "text"),
        ("{\"to\":[{\"address\":\"a@example.com\"}],\"method\":\"pigeon\"}", 422, "invalid", "method"),
        ("{\"to\":[{\"address\":\"a@example.com\"}],\"method\":\"smtp\"}", 422, "invalid", "method"),
        ("{\"to\":[{\"address\":\"a@example.com\"}],\"document\":{\"id\":\"none\"}}", 422, "invalid", "document.id"),
        (
            "{\"to\":[{\"address\":\"a@example.com\"}],\"document\":{\"id\":\"1\",\"type\":\"song\",\"number\":\"1\"}}",
            422,
            "invalid", "document.type"
        ),
        (
            "{\"to\":[{\"address\":\"a@example.com\"}],\"attachments\":[{\"name\":\"a.pdf\",\"content\":\"?\"}]}", 422,
            "invalid", "attachments[0].content"
        ),
        (
            "{\"to\":[{\"address\":\"a@example.com\"}],\"attachments\":[{\"name\":\"a\\r\\nb\",\"content\":\"\"}]}",
            422,
            "invalid", "attachments[0].name"
        ),
    ]

    @Test
    func `what breaks a rule is refused with the field named, and nothing is stored`() async throws {
        try await ServiceUnderTest.run { service in
            let before = try await service.organization.newestPosition()
            for refused in Self.refused {
                let answer = try await service.call(.post, "/v1/messages", body: refused.body)
                #expect(answer.status == refused.status, "\(refused.body)")
                #expect(answer.problem == refused.problem, "\(refused.body)")
                #expect(try Description().faults(answer, "post", "/v1/messages").isEmpty)
                if let field = refused.field {
                    #expect(try answer.problemFields.contains(field), "\(refused.body) \(answer.text)")
                }
            }
            #expect(try await service.organization.newestPosition() == before)
        }
    }

    @Test
    func `JSON that breaks off says where`() async throws {
        try await ServiceUnderTest.run { service in
            for (body, place) in [
                ("{\"to\": [}", "character 8"), ("{\"to\": [", "end of file"), ("{\"to\" 1}", "character"),
                (String(repeating: "[", count: 900_000), "nested"),
            ] {
                let answer = try await service.call(.post, "/v1/messages", body: body)
                #expect(answer.problem == "malformed-request")
                #expect(try answer.json["detail"].text.contains(place), "\(answer.text)")
            }
        }
    }

    @Test
    func `more than ten attachments, or one of more than five megabytes, are refused`() async throws {
        try await ServiceUnderTest.run { service in
            let small = Array(repeating: "{\"name\":\"a.txt\",\"content\":\"YQ==\"}", count: 11).joined(separator: ",")
            let many = try await service.call(
                .post,
                "/v1/messages",
                body: "{\"to\":[{\"address\":\"a@example.com\"}],\"attachments\":[\(small)]}"
            )
            #expect(many.status == 422)
            #expect(try many.problemFields == ["attachments"])
            let large = Data(repeating: 0x41, count: 5_000_001).base64EncodedString()
            let big = try await service.call(
                .post,
                "/v1/messages",
                body:
                    "{\"to\":[{\"address\":\"a@example.com\"}],\"attachments\":[{\"name\":\"a\",\"content\":\"\(large)\"}]}"
            )
            #expect(big.status == 413)
            #expect(big.problem == "too-large")
        }
    }

    @Test(arguments: ["", "two words", "é", String(repeating: "k", count: 256)])
    func `an idempotency key that is no key is refused`(key: String) async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(
                .post,
                "/v1/messages",
                headers: [.idempotencyKey: key],
                body: ServiceUnderTest.invoice()
            )
            #expect(answer.status == 400)
            #expect(answer.problem == "malformed-request")
        }
    }
}
