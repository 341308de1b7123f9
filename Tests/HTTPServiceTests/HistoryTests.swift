import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("The e-mail history over HTTP")
struct HistoryTests {
    @Test
    func `a message and the list of it have the shape described`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.sendInvoice()
            let one = try await service.call(.get, "/v1/messages/\(id)")
            let list = try await service.call(.get, "/v1/messages")
            let description = try Description()
            #expect(try description.faults(one, "get", "/v1/messages/{message}").isEmpty, "\(one.text)")
            #expect(try description.faults(list, "get", "/v1/messages").isEmpty)
            #expect(try list.json["items"].array == [one.json])
            #expect(try list.json["next"] == .null)
            #expect(try one.json["status"].text == "delivered")
            #expect(try one.json["document"]["id"].text == "INV/1")
            #expect(try one.json["queuedAt"].text.hasSuffix("Z"))
            #expect(try !one.json["recipients"].array[0]["because"].array.isEmpty)
        }
    }

    @Test
    func `a page of one leads through all messages, newest first`() async throws {
        try await ServiceUnderTest.run { service in
            let ids = [
                try await service.sendInvoice(1), try await service.sendInvoice(2), try await service.sendInvoice(3),
            ]
            var found: [String] = []
            var cursor = ""
            repeat {
                let page = try await service.call(.get, "/v1/messages?limit=1\(cursor)").json
                found += try page["items"].array.map { try $0["id"].text }
                cursor = if case .string(let next) = try page["next"] { "&cursor=\(next)" } else { "" }
            } while !cursor.isEmpty && found.count < 10
            #expect(found == ids.reversed())
        }
    }

    @Test
    func `filters let through what they say`() async throws {
        try await ServiceUnderTest.run { service in
            let good = try await service.sendInvoice(1, to: "billing+a@example.com")
            let bad = try await service.sendInvoice(2, to: "reject@example.nl")
            let expected: [(query: String, ids: [String])] = [
                ("status=failed", [bad]), ("status=delivered", [good]), ("status=read", []),
                ("recipient=billing+a@example.com", [good]), ("recipient=billing%2Ba@example.com", [good]),
                ("recipient=@example.nl", [bad]), ("document=INV/1", [good]), ("document=INV%2F2", [bad]),
                ("documentType=invoice", [bad, good]), ("documentType=quote", []), ("method=sandbox", [bad, good]),
                ("method=smtp", []), ("from=2020-01-01T00:00:00Z", [bad, good]), ("to=2020-01-01T00:00:00Z", []),
                ("from=2020-01-01T00:00:00+01:00", [bad, good]), ("q=2026-1", [good]), ("q=example+BV", [bad, good]),
                ("q=nothing", []), ("q=", [bad, good]),
            ]
            for (query, ids) in expected {
                let answer = try await service.call(.get, "/v1/messages?\(query)")
                let found = try answer.json["items"].array.map { try $0["id"].text }
                #expect(found == ids, "\(query)")
            }
        }
    }

    @Test
    func `filters in a body let through the same, and no address stands in a URL`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let good = try await service.sendInvoice(1, to: "billing+a@example.com")
            let bad = try await service.sendInvoice(2, to: "reject@example.nl")
            let expected: [(body: String, ids: [String])] = [
                ("{}", [bad, good]), ("{\"recipient\":\"billing+a@example.com\"}", [good]),
                ("{\"recipient\":\"@example.nl\"}", [bad]), ("{\"status\":\"failed\"}", [bad]),
                ("{\"q\":\"2026-1\",\"limit\":1}", [good]), ("{\"document\":\"INV/1\"}", [good]),
                ("{\"from\":\"2020-01-01T00:00:00+01:00\"}", [bad, good]), ("{\"asOf\":\"0\"}", []),
            ]
            for (body, ids) in expected {
                let answer = try await service.call(.post, "/v1/messages/search", body: body)
                #expect(try description.faults(answer, "post", "/v1/messages/search").isEmpty, "\(answer.text)")
                #expect(try answer.json["items"].array.map { try $0["id"].text } == ids, "\(body)")
            }
            let first = try await service.call(.post, "/v1/messages/search", body: "{\"limit\":1}").json
            let cursor = try first["next"].text
            let second = try await service.call(.post, "/v1/messages/search", body: "{\"cursor\":\"\(cursor)\"}")
            #expect(try second.json["items"].array.map { try $0["id"].text } == [good])
            for (body, problem) in [
                ("{\"status\":\"lost\"}", "bad-parameter"), ("{\"recipients\":\"a@example.com\"}", "invalid"),
                ("{\"q\":\"\(String(repeating: "x", count: 2000))\"}", "bad-parameter"), ("", "malformed-request"),
                ("{\"limit\":0}", "bad-parameter"), ("{\"limit\":\"1\"}", "invalid"),
            ] {
                let answer = try await service.call(.post, "/v1/messages/search", body: body)
                #expect(answer.problem == problem, "\(body): \(answer.text)")
                #expect(try description.faults(answer, "post", "/v1/messages/search").isEmpty, "\(answer.text)")
            }
            // A table links to its next page by an address, which would hold the filters.
            let headers: HTTPFields = [.accept: "text/csv"]
            let table = try await service.call(.post, "/v1/messages/search", headers: headers, body: "{\"limit\":1}")
            #expect(table.headers[.link] == nil && table.headers[.contentType]?.hasPrefix("application/json") == true)
        }
    }

    @Test
    func `a reason comes with its code and next step, in the language that is asked for`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.sendInvoice(1, to: "full@example.com")
            let description = try Description()
            func recipient(_ query: String = "", _ headers: HTTPFields = [:]) async throws -> JSONValue {
                let answer = try await service.call(.get, "/v1/messages/\(id)\(query)", headers: headers)
                #expect(try description.faults(answer, "get", "/v1/messages/{message}").isEmpty, "\(answer.text)")
                #expect(answer.headers[.vary] == "Accept-Language")
                return try answer.json["recipients"].array[0]
            }
            let quoted = "552 5.2.2 the sandbox plays a full mailbox"
            let english = try await recipient()
            #expect(try english["reasonCode"].text == "mailbox_full")
            #expect(try english["nextStepCode"].text == "ask_for_room")
            #expect(
                try english["reason"].text == "The recipient's mailbox is full. The server said: “\(quoted)”"
            )
            #expect(try english["nextStep"].text.hasPrefix("Ask the recipient to make room"))
            let dutch = try await recipient("?language=nl", [.acceptLanguage: "fr"])
            #expect(try dutch["reason"].text == "De mailbox van de ontvanger is vol. De server zei: “\(quoted)”")
            let french = try await recipient("", [.acceptLanguage: "de, fr-BE;q=0.9, en;q=0.1"])
            #expect(try french["reason"].text.hasPrefix("La boîte aux lettres du destinataire est pleine."))
            let set = try await service.call(.put, "/v1/settings/defaults", body: "{\"language\":\"es\"}")
            #expect(try description.faults(set, "put", "/v1/settings/defaults").isEmpty, "\(set.text)")
            #expect(try await recipient()["reason"].text.hasPrefix("El buzón del destinatario está lleno."))
            let table = try await service.call(.get, "/v1/messages?language=nl", headers: [.accept: "text/csv"])
            #expect(table.text.contains("mailbox_full") && table.text.contains("Vraag de ontvanger ruimte te maken"))
            let wrong = try await service.call(.put, "/v1/settings/defaults", body: "{\"language\":\"de\"}")
            #expect(try wrong.problemFields == ["language"])
        }
    }

    static let wrong: [(query: String, parameter: String)] = [
        ("status=sent", "status"), ("status=", "status"), ("documentType=song", "documentType"),
        ("method=pigeon", "method"), ("limit=0", "limit"), ("limit=201", "limit"), ("limit=-1", "limit"),
        ("limit=ten", "limit"), ("limit=", "limit"), ("limit=1&limit=2", "limit"), ("from=yesterday", "from"),
        ("to=2026-13-01T00:00:00Z", "to"), ("cursor=xyz", "cursor"), ("atLeast=-1", "atLeast"),
        ("colour=red", "colour"), ("language=de", "language"),
    ]

    @Test
    func `a parameter that is wrong is refused by name`() async throws {
        try await ServiceUnderTest.run { service in
            for (query, parameter) in Self.wrong {
                let answer = try await service.call(.get, "/v1/messages?\(query)")
                #expect(answer.status == 400, "\(query)")
                #expect(answer.problem == "bad-parameter", "\(query)")
                #expect(try answer.problemFields == [parameter], "\(query)")
            }
            #expect(try await service.call(.get, "/v1/messages?q=%zz").problem == "malformed-request")
        }
    }

    @Test
    func `as CSV it has a row per recipient, and the next page in Link`() async throws {
        try await ServiceUnderTest.run { service in
            let body = """
                {"to":[{"address":"a@example.com"},{"address":"b@example.com"}],"subject":"=HYPERLINK(\\"x\\")"}
                """
            let first = try await service.call(.post, "/v1/messages", body: body).json["id"].text
            try await service.settled(first)
            _ = try await service.sendInvoice()
            let headers: HTTPFields = [.accept: "text/csv"]
            let newest = try await service.call(.get, "/v1/messages?limit=1", headers: headers)
            #expect(newest.headers[.contentType] == "text/csv; charset=utf-8; header=present")
            let link = newest.headers[.link] ?? ""
            #expect(link.hasPrefix("</v1/messages?cursor=") && link.hasSuffix("&limit=1>; rel=\"next\""))
            let next = link.dropFirst().prefix { $0 != ">" }
            let older = try await service.call(.get, String(next), headers: headers)
            let rows = older.text.split(separator: "\r\n")
            #expect(rows.count == 3)
            #expect(rows.first.map(String.init) == MessageTable.columns.joined(separator: ","))
            #expect(rows[1].contains("\"'=HYPERLINK(\"\"x\"\")\""))
            #expect(older.headers[.link] == nil)
        }
    }

    @Test
    func `the content is the frozen mail, to keep as a file`() async throws {
        try await ServiceUnderTest.run { service in
            let id = try await service.sendInvoice()
            let answer = try await service.call(.get, "/v1/messages/\(id)/content?recipient=1")
            #expect(answer.status == 200)
            #expect(answer.headers[.contentType] == "message/rfc822")
            #expect(answer.headers[.contentDisposition] == "attachment; filename=\"message-\(id)-1.eml\"")
            #expect(answer.headers[.contentSecurityPolicy]?.hasPrefix("sandbox") == true)
            #expect(answer.text.contains("Subject: Invoice 2026-1\r\n"))
            let sandbox = try await service.call(.get, "/v1/sandbox/messages/\(id)/1")
            #expect(sandbox.bytes == answer.bytes)
            #expect(try await service.call(.get, "/v1/messages/\(id)/content?recipient=2").status == 404)
            #expect(try await service.call(.get, "/v1/messages/none/content").status == 404)
        }
    }

    @Test
    func `the sandbox lists what it took, not what it plays a refusal of`() async throws {
        try await ServiceUnderTest.run { service in
            let kept = try await service.sendInvoice(1)
            let refused = try await service.sendInvoice(2, to: "reject@example.com")
            let list = try await service.call(.get, "/v1/sandbox/messages")
            #expect(try Description().faults(list, "get", "/v1/sandbox/messages").isEmpty)
            #expect(try list.json["items"].array.map { try $0["message"].text } == [kept])
            #expect(try await service.call(.get, "/v1/sandbox/messages/\(refused)/1").status == 404)
            #expect(try await service.call(.get, "/v1/sandbox/messages/\(kept)/x").status == 404)
        }
    }
}
