import HTTPTypes
import Ledger
import MailLedger
import Testing

@testable import HTTPService

/// What is answered about an earlier moment is what was answered then.
@Suite("An earlier moment over HTTP")
struct MomentTests {
    private struct Noted {
        var position: String
        var time: String
        var answers: [String: String]
    }

    private static let lists = [
        "/v1/messages?limit=50", "/v1/messages?status=delivered", "/v1/messages?status=in_transit",
        "/v1/messages?q=2026-2", "/v1/messages?documentType=invoice", "/v1/messages?recipient=second@example.com",
        "/v1/messages?limit=1",
    ]

    /// The answers at a moment at which nothing happens.
    private func note(_ paths: [String], _ service: ServiceUnderTest) async throws -> Noted {
        while true {
            let head = try await service.call(.get, "/v1/checkpoint").headers[.position] ?? ""
            var answers: [String: String] = [:]
            for path in paths {
                let separator = path.contains("?") ? "&" : "?"
                answers[path] = try await service.call(.get, "\(path)\(separator)atLeast=\(head)").text
            }
            let time = Timestamp.now().description
            let after = try await service.call(.get, "/v1/checkpoint").headers[.position]
            if after == head { return Noted(position: head, time: time, answers: answers) }
        }
    }

    @Test
    func `history, message and timeline answer as they did then, by position and by time`() async throws {
        try await ServiceUnderTest.run { service in
            let first = try await service.sendInvoice(1, to: "first@example.com")
            let about = ["/v1/messages/\(first)", "/v1/documents/INV%2F1/timeline?limit=200"]
            var noted = [try await note(Self.lists + about, service)]
            _ = try await service.sendInvoice(2, to: "second@example.com")
            noted.append(try await note(Self.lists + about, service))
            // The document gets another number, and a mail that waits.
            let changed = ServiceUnderTest.invoice(1, to: "first@example.com")
                .replacing("\"number\":\"2026-1\"", with: "\"number\":\"2026-1-B\"")
                .replacing("\"trackOpens\":true", with: "\"sendAt\":\"2027-01-01T00:00:00Z\"")
            #expect(try await service.call(.post, "/v1/messages", body: changed).status == 202)
            noted.append(try await note(Self.lists + about, service))
            _ = try await service.sendInvoice(3, to: "second@example.com")
            for moment in noted {
                for (path, answer) in moment.answers {
                    let separator = path.contains("?") ? "&" : "?"
                    for asOf in [moment.position, moment.time] {
                        let now = try await service.call(.get, "\(path)\(separator)asOf=\(asOf)")
                        guard path.contains("timeline") else {
                            #expect(now.text == answer, "\(path) asOf \(asOf)")
                            continue
                        }
                        // Its position is that of the moment asked for.
                        let entries = try now.json["entries"]
                        let then = try JSONValue(parsing: Array(answer.utf8))["entries"]
                        #expect(entries == then, "\(path) asOf \(asOf)")
                    }
                }
            }
            #expect(try await service.call(.get, "/v1/messages/\(first)?asOf=0").problem == "not-found")
            #expect(try await service.call(.get, "/v1/messages?asOf=0").json["items"].array.isEmpty)
            #expect(try await service.call(.get, "/v1/messages?asOf=1999-01-01T00:00:00Z").json["items"].array.isEmpty)
            #expect(try await service.call(.get, "/v1/messages?asOf=yesterday").problem == "bad-parameter")
        }
    }

    @Test
    func `the pages of an earlier moment hold each message once`() async throws {
        try await ServiceUnderTest.run { service in
            for number in 1...5 { _ = try await service.sendInvoice(number) }
            let head = try await note([], service).position
            let whole = try await service.call(.get, "/v1/messages?asOf=\(head)").json["items"].array
            _ = try await service.sendInvoice(6)
            var found: [JSONValue] = []
            var cursor = ""
            repeat {
                let page = try await service.call(.get, "/v1/messages?asOf=\(head)&limit=2\(cursor)").json
                found += try page["items"].array
                cursor = if case .string(let next) = try page["next"] { "&cursor=\(next)" } else { "" }
            } while !cursor.isEmpty
            #expect(found == whole && found.count == 5)
        }
    }
}
