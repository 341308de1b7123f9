import Foundation
import HTTPTypes
import Ledger
import MailLedger
import Testing

@testable import HTTPService

@Suite("Scheduling, withdrawing and sending again")
struct MessageControlTests {
    /// An invoice that may leave in an hour.
    private static func later(_ number: Int = 1) -> String {
        let moment = Timestamp.now().adding(seconds: 3600)
        return ServiceUnderTest.invoice(number).replacing(
            "\"trackOpens\"",
            with: "\"sendAt\":\"\(moment)\",\"trackOpens\""
        )
    }

    @Test func `a scheduled message waits, says until when, and is withdrawn in time`() async throws {
        try await ServiceUnderTest.run { service in
            let sent = try await service.call(.post, "/v1/messages", body: Self.later())
            #expect(sent.status == 202)
            #expect(try Description().faults(sent, "post", "/v1/messages").isEmpty)
            let id = try sent.json["id"].text
            let path = "/v1/messages/\(id)"
            let shown = try await service.call(.get, path)
            #expect(try shown.json["sendAt"].text == sent.json["sendAt"].text)
            #expect(try Description().faults(shown, "get", "/v1/messages/{message}").isEmpty)
            // What was queued after it leaves before it.
            _ = try await service.sendInvoice(2)
            #expect(try await service.call(.get, path).json["status"].text == "in_transit")

            let early = try await service.call(.post, "\(path)/resend")
            #expect(early.status == 409 && early.problem == "too-late")
            let cancelled = try await service.call(.post, "\(path)/cancel", body: "{\"recipients\":[1]}")
            #expect(cancelled.status == 200)
            #expect(try Description().faults(cancelled, "post", "/v1/messages/{message}/cancel").isEmpty)
            #expect(try cancelled.json["cancelled"].array.count == 1)
            try await service.settled(id)
            let after = try await service.call(.get, path)
            #expect(try after.json["status"].text == "failed")
            #expect(try after.json["statusReason"].text.contains("Withdrawn before it left"))
            let again = try await service.call(.post, "\(path)/cancel")
            #expect(again.status == 409 && again.problem == "too-late")
        }
    }

    @Test func `what has left cannot be withdrawn`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.sendInvoice()
            let answer = try await service.call(.post, "/v1/messages/\(id)/cancel")
            #expect(answer.status == 409)
            #expect(try Description().faults(answer, "post", "/v1/messages/{message}/cancel").isEmpty)
        }
    }

    @Test func `a message sent again says the same under new names, and both stay`() async throws {
        try await ServiceUnderTest.run { service in
            let body = """
                {"document":{"id":"D-1","type":"invoice","number":"7"},"to":[{"address":"a@example.com","name":"A"}],
                "cc":[{"address":"b@example.com"}],"subject":"Café 7","text":"Grüße\\n\\n.\\nline","trackOpens":true,
                "attachments":[{"name":"é.pdf","mediaType":"application/pdf","content":"JVBERi0xLjcK"}]}
                """
            let first = try await service.call(.post, "/v1/messages", body: body).json["id"].text
            try await service.settled(first)
            let headers: HTTPFields = [.idempotencyKey: "again"]
            let answer = try await service.call(.post, "/v1/messages/\(first)/resend", headers: headers)
            #expect(answer.status == 202)
            #expect(try Description().faults(answer, "post", "/v1/messages/{message}/resend").isEmpty)
            #expect(try answer.json["resendOf"].text == first)
            #expect(try answer.json["documentId"].text == "D-1")
            let second = try answer.json["id"].text
            #expect(second != first)
            let repeated = try await service.call(.post, "/v1/messages/\(first)/resend", headers: headers)
            #expect(repeated.text == answer.text)
            try await service.settled(second)

            for recipient in 1...2 {
                let query = "content?recipient=\(recipient)"
                let before = try await service.call(.get, "/v1/messages/\(first)/\(query)").text
                let after = try await service.call(.get, "/v1/messages/\(second)/\(query)").text
                #expect(Self.words(before) == Self.words(after))
                #expect(Self.header("Message-ID", before) != Self.header("Message-ID", after))
                #expect(after.components(separatedBy: "/t/").count == 2, "one pixel, its own")
            }
            let one = try await service.call(.post, "/v1/messages/\(first)/resend", body: "{\"recipients\":[2]}")
            #expect(try one.json["recipients"].array.map { try $0["address"].text } == ["b@example.com"])
            let moved = try await service.call(
                .post,
                "/v1/messages/\(first)/resend",
                body: "{\"to\":[{\"address\":\"new@example.com\"}]}"
            )
            #expect(try moved.json["recipients"].array.map { try $0["address"].text } == ["new@example.com"])
        }
    }

    static let refused = [
        ("cancel", "{\"recipients\":[]}", "recipients"), ("cancel", "{\"recipients\":[2]}", "recipients[0]"),
        ("resend", "{\"recipients\":[1,9]}", "recipients[1]"),
        ("resend", "{\"recipients\":[1],\"to\":[{\"address\":\"a@example.com\"}]}", "to"),
        ("resend", "{\"to\":[{\"address\":\"nobody\"}]}", "to[0].address"),
        ("resend", "{\"sendAt\":\"tomorrow\"}", "sendAt"),
        ("resend", "{\"sendAt\":\"2001-01-01T00:00:00Z\"}", "sendAt"),
        ("resend", "{\"sendAt\":\"2999-01-01T00:00:00Z\"}", "sendAt"),
    ]

    @Test func `what cannot be meant is refused, with the field named`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.sendInvoice()
            for (call, body, field) in Self.refused {
                let answer = try await service.call(.post, "/v1/messages/\(id)/\(call)", body: body)
                #expect(answer.status == 422, "\(body)")
                #expect(try answer.problemFields.contains(field), "\(body) \(answer.text)")
            }
            for call in ["cancel", "resend"] {
                #expect(try await service.call(.post, "/v1/messages/\(OpaqueID.random())/\(call)").status == 404)
            }
        }
    }

    private static func header(_ name: String, _ mail: String) -> String? {
        mail.split(separator: "\r\n").first { $0.hasPrefix("\(name):") }.map(String.init)
    }

    /// The mail without what differs between two mails that say the same.
    private static func words(_ mail: String) -> [String] {
        let changing = ["Message-ID:", "References:", "Date:", "Content-Type: multipart", "--", " boundary="]
        let withoutPixel = mail.replacing(/[\w\-=\r\n]*\/t\/[\w\-=\r\n]+\.gif/, with: "PIXEL")
        // Each copy has its own address for withdrawing consent; soft line ends may stand within it.
        let withoutOwn = withoutPixel.replacing(/\/w\/(?:[\w\-]|=\s)+/, with: "WITHDRAWAL")
        return withoutOwn.split(separator: "\r\n").map(String.init)
            .filter { line in !changing.contains { line.hasPrefix($0) } && !line.contains("boundary") }
    }
}
