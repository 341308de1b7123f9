import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Customers and defaults over HTTP")
struct CustomerCallsTests {
    private static let card = """
        {"name":"Example BV","language":"nl","contacts":[{"address":"office@example.com","name":"Office"},
        {"address":"billing@example.com"}],"deliveries":{"invoice":{"to":["Billing@example.com"],
        "cc":["office@example.com"],"files":"pdf+ubl","mailByDefault":true}}}
        """

    @Test
    func `a customer is registered, read back, changed and found`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let path = "/v1/customers/C%2F1"
            #expect(try await service.call(.get, path).problem == "not-found")
            let set = try await service.call(.put, path, body: Self.card)
            #expect(set.status == 200)
            #expect(try description.faults(set, "put", "/v1/customers/{customer}").isEmpty, "\(set.text)")
            #expect(set.headers[.location] == path)
            let read = try await service.call(.get, path + "?atLeast=\(set.headers[.position] ?? "")")
            #expect(try read.json == set.json["customer"])
            #expect(try description.faults(read, "get", "/v1/customers/{customer}").isEmpty)
            #expect(try read.json["deliveries"]["invoice"]["to"].array == [.string("billing@example.com")])
            let other = "{\"id\":\"C/1\",\"name\":\"Another name\"}"
            let made = try await service.call(.post, "/v1/customers", body: other)
            #expect(made.status == 201)
            #expect(try description.faults(made, "post", "/v1/customers").isEmpty)
            let list = try await service.call(.get, "/v1/customers?q=another&atLeast=\(made.headers[.position] ?? "")")
            #expect(try list.json["items"].array.map { try $0["id"].text } == ["C/1"])
            #expect(try description.faults(list, "get", "/v1/customers").isEmpty)
        }
    }

    static let wrong: [(body: String, field: String)] = [
        ("{}", "id"), ("{\"id\":\"\"}", "id"),
        ("{\"id\":\"C\",\"contacts\":[{\"address\":\"x\"}]}", "contacts[0].address"),
        (
            "{\"id\":\"C\",\"contacts\":[{\"address\":\"a@example.com\"},{\"address\":\"A@example.com\"}]}",
            "contacts[1].address"
        ),
        ("{\"id\":\"C\",\"deliveries\":{\"song\":{}}}", "deliveries"),
        ("{\"id\":\"C\",\"deliveries\":{\"invoice\":{\"to\":[\"a@example.com\"]}}}", "deliveries.invoice.to[0]"),
        ("{\"id\":\"C\",\"deliveries\":{\"invoice\":{\"files\":\"doc\"}}}", "deliveries.invoice.files"),
        ("{\"id\":\"C\",\"tracking\":\"sometimes\"}", "tracking"), ("{\"id\":\"C\",\"name\":\"a\\nb\"}", "name"),
    ]

    @Test
    func `a card that breaks a rule is refused with the field named, and nothing is stored`() async throws {
        try await ServiceUnderTest.run { service in
            let before = try await service.organization.newestPosition()
            for (body, field) in Self.wrong {
                let answer = try await service.call(.post, "/v1/customers", body: body)
                #expect(answer.status == 422, "\(body)")
                #expect(try answer.problemFields == [field], "\(body) \(answer.text)")
            }
            let other = try await service.call(.put, "/v1/customers/C", body: "{\"id\":\"D\"}")
            #expect(try other.problemFields == ["id"])
            #expect(try await service.organization.newestPosition() == before)
        }
    }

    @Test
    func `defaults are set, read back and recorded as a change of settings`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let path = "/v1/settings/defaults"
            #expect(try await service.call(.get, path).text == "{}")
            let body = """
                {"companyName":"Example Ltd","bcc":[{"address":"self@example.com"}],"archive":{"address":"a@example.com"},
                "fixed":{"work_order":{"to":[{"address":"planning@example.com"}]}},"files":{"invoice":"pdf"},
                "mailByDefault":{"delivery_note":false},"accountant":{"address":"books@example.com","mode":"automatic"}}
                """
            let set = try await service.call(.put, path, body: body)
            #expect(set.status == 200)
            #expect(try description.faults(set, "put", path).isEmpty, "\(set.text)")
            #expect(try await service.call(.get, path).text == set.text)
            let events = try await service.call(.get, "/v1/events")
            let changes = try events.json["events"].array.filter { try $0["type"].text == "settings.changed" }
            #expect(try changes.map { try $0["data"]["setting"].text } == ["defaults"])
            for (wrong, field) in [
                ("{\"cc\":[{\"address\":\"x\"}]}", "cc[0].address"), ("{\"fixed\":{\"invoice\":{}}}", "fixed"),
                ("{\"archive\":{\"address\":\"x\"}}", "archive.address"), ("{\"files\":{\"song\":\"pdf\"}}", "files"),
                ("{\"accountant\":{\"address\":\"x\"}}", "accountant.address"),
                ("{\"accountant\":{\"address\":\"a@example.com\",\"mode\":\"daily\"}}", "accountant.mode"),
            ] {
                let answer = try await service.call(.put, path, body: wrong)
                #expect(try answer.problemFields == [field], "\(wrong) \(answer.text)")
            }
        }
    }

    /// Which recipients each message gets, by what its request names and what document it is about.
    static let cases: [(document: String, request: String, recipients: [String])] = [
        ("invoice", "", ["to billing@example.com", "cc office@example.com", "archive self@example.com"]),
        ("quote", "", ["to office@example.com", "archive self@example.com"]),
        ("delivery_note", "", ["to store@example.com", "archive self@example.com"]),
        ("work_order", "", ["to planning@example.com", "cc team@example.com", "archive self@example.com"]),
        (
            "invoice", ",\"to\":[{\"address\":\"x@example.com\"}],\"cc\":[]",
            ["to x@example.com", "archive self@example.com"]
        ),
        ("invoice", ",\"to\":[{\"address\":\"SELF@example.com\"}]", ["to SELF@example.com", "cc office@example.com"]),
        ("quote", ",\"archive\":[]", ["to office@example.com"]),
    ]

    @Test
    func `recipients come from the request, then the customer's card, then the organization`() async throws {
        try await ServiceUnderTest.run { service in
            let card = """
                {"contacts":[{"address":"office@example.com"},{"address":"billing@example.com"},
                {"address":"store@example.com"}],"deliveries":{"invoice":{"to":["billing@example.com"],
                "cc":["office@example.com"]},"delivery_note":{"to":["store@example.com"]}}}
                """
            _ = try await service.call(.put, "/v1/customers/C-1", body: card)
            let defaults = """
                {"bcc":[{"address":"self@example.com"}],"fixed":{"delivery_note":{"to":[{"address":"fixed@example.com"}]},
                "work_order":{"to":[{"address":"planning@example.com"}],"cc":[{"address":"team@example.com"}]}}}
                """
            _ = try await service.call(.put, "/v1/settings/defaults", body: defaults)
            for (number, expected) in Self.cases.enumerated() {
                let body = """
                    {"document":{"id":"\(number)","type":"\(expected.document)","number":"\(number)",
                    "customer":{"id":"C-1"}}\(expected.request)}
                    """
                let sent = try await service.call(.post, "/v1/messages", body: body)
                let recipients = try sent.json["recipients"].array.map { recipient in
                    "\(try recipient["role"].text) \(try recipient["address"].text)"
                }
                #expect(recipients == expected.recipients, "\(expected)")
            }
            let stranger =
                "{\"document\":{\"id\":\"s\",\"type\":\"invoice\",\"number\":\"s\",\"customer\":{\"id\":\"C-2\"}}}"
            #expect(try await service.call(.post, "/v1/messages", body: stranger).problemFields == ["to"])
        }
    }

    @Test
    func `the archive address gets a hidden copy of every mail, whatever its request says`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.call(
                .put,
                "/v1/settings/defaults",
                body: "{\"cc\":[{\"address\":\"c@example.com\"}],\"archive\":{\"address\":\"a@example.com\"}}"
            )
            let body = "{\"to\":[{\"address\":\"x@example.com\"}],\"archive\":[]}"
            let sent = try await service.call(.post, "/v1/messages", body: body)
            let recipients = try sent.json["recipients"].array.map { recipient in
                "\(try recipient["role"].text) \(try recipient["address"].text)"
            }
            #expect(recipients == ["to x@example.com", "cc c@example.com", "archive a@example.com"])
        }
    }

    @Test
    func `a batch leaves out what is not mailed by default, and says so`() async throws {
        try await ServiceUnderTest.run { service in
            let card = """
                {"contacts":[{"address":"office@example.com"}],"deliveries":{"delivery_note":{"mailByDefault":false}}}
                """
            _ = try await service.call(.put, "/v1/customers/C-1", body: card)
            _ = try await service.call(.put, "/v1/settings/defaults", body: "{\"mailByDefault\":{\"quote\":false}}")
            let items = ["invoice", "delivery_note", "quote"].map { type in
                "{\"document\":{\"id\":\"\(type)\",\"type\":\"\(type)\",\"number\":\"1\",\"customer\":{\"id\":\"C-1\"}}}"
            }
            let body = "{\"items\":[\(items.joined(separator: ","))]}"
            let id = try await service.call(.post, "/v1/messages/batch", body: body).json["id"].text
            var found: [String] = []
            for _ in 0..<1000 where found.count < 3 {
                let list = try await service.call(.get, "/v1/batches/\(id)/items")
                found = try list.json["items"].array.compactMap { item in
                    let state = try item["state"].text
                    guard state == "refused" || state == "sent" else { return nil }
                    return "\(try item["documentId"].text) \(state)"
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(found == ["invoice sent", "delivery_note refused", "quote refused"])
            let refused = try await service.call(.get, "/v1/batches/\(id)/items?state=refused")
            #expect(refused.text.contains("not mailed by default"))
        }
    }
}
