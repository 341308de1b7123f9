import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Texts over HTTP")
struct TemplateCallsTests {
    @Test
    func `seven kinds of documents have texts in four languages, and every variable is explained`() async throws {
        try await ServiceUnderTest.run { service in
            let list = try await service.call(.get, "/v1/templates")
            #expect(try Description().faults(list, "get", "/v1/templates").isEmpty)
            // The standard text and the one for the accountant.
            #expect(try list.json["items"].array.count == 7 * 4 * 2)
            #expect(try list.json["variables"].array.count == 10)
            let some = try await service.call(.get, "/v1/templates?documentType=quote&language=fr")
            #expect(try some.json["items"].array.map { try $0["name"].text } == ["standard", "accountant"])
        }
    }

    @Test
    func `an own text is used from then on, and the built-in one after its removal`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let path = "/v1/templates/invoice/nl/standard"
            let body =
                "{\"subject\":\"Rekening %document-number%\",\"text\":\"%salutation%\\n\\nTe betalen: %amount%\"}"
            let set = try await service.call(.put, path, body: body)
            #expect(set.status == 200)
            #expect(
                try description.faults(set, "put", "/v1/templates/{documentType}/{language}/{name}").isEmpty,
                "\(set.text)"
            )
            let id = try await service.sendText(language: "nl")
            let mail = try await service.mailText(id)
            #expect(mail.contains("Subject: Rekening 2026-7\r\n"))
            #expect(mail.contains("Beste Example BV,"))
            #expect(mail.contains("121,00"))
            let removed = try await service.call(.delete, path)
            #expect(removed.status == 204)
            #expect(try await service.call(.delete, path).problem == "not-found")
            let again = try await service.sendText(language: "nl", id: "2")
            #expect(try await service.mailText(again).contains("Subject: Factuur 2026-7 van acme\r\n"))
            let changes = try await service.call(.get, "/v1/events")
            let settings = try changes.json["events"].array.filter { try $0["type"].text == "settings.changed" }
            #expect(
                try settings.map { try $0["data"]["setting"].text } == [
                    "text.invoice.nl.standard", "text.invoice.nl.standard",
                ]
            )
        }
    }

    @Test
    func `a named text is picked by a message, and an unknown one is refused`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/templates/invoice/en/friendly"
            _ = try await service.call(
                .put,
                path,
                body: "{\"text\":\"%salutation%\\n\\nA friendly word about %document-number%.\"}"
            )
            let id = try await service.sendText(language: "en", more: ",\"textName\":\"friendly\"")
            let mail = try await service.mailText(id)
            #expect(mail.contains("A friendly word about 2026-7."))
            #expect(mail.contains("Subject: Invoice 2026-7 from acme\r\n"))
            let refused = try await service.call(
                .post,
                "/v1/messages",
                body: ServiceUnderTest.textRequest(language: "en", id: "9", more: ",\"textName\":\"none\"")
            )
            #expect(try refused.problemFields == ["textName"])
            let books = ServiceUnderTest.textRequest(language: "en", id: "9", more: ",\"textName\":\"accountant\"")
            let preview = try await service.call(.post, "/v1/templates/preview", body: books)
            #expect(try preview.json["subject"].text == "Invoice 2026-7 for the books of acme", "\(preview.text)")
        }
    }

    @Test
    func `a text that breaks a rule is refused, an unknown variable with the nearest known one`() async throws {
        try await ServiceUnderTest.run { service in
            for (path, body, field) in [
                ("invoice/nl/standard", "{\"text\":\"%document-nummer%\"}", "text"),
                ("invoice/nl/standard", "{}", "text"),
                ("invoice/nl/standard", "{\"subject\":\"a\\nb\"}", "subject"),
                ("invoice/nl/standard", "{\"text\":\" \"}", "text"),
                ("song/nl/standard", "{\"text\":\"x\"}", "documentType"),
                ("invoice/de/standard", "{\"text\":\"x\"}", "language"),
                ("invoice/nl/Caf%C3%A9", "{\"text\":\"x\"}", "name"),
            ] {
                let answer = try await service.call(.put, "/v1/templates/\(path)", body: body)
                #expect(answer.status == 422)
                #expect(try answer.problemFields == [field], "\(path) \(answer.text)")
            }
            let wrong = try await service.call(
                .put,
                "/v1/templates/invoice/nl/standard",
                body: "{\"text\":\"%document-nummer%\"}"
            )
            #expect(wrong.text.contains("Did you mean %document-number%?"))
        }
    }

    @Test
    func `a preview shows the mail with advice, and stores nothing`() async throws {
        try await ServiceUnderTest.run { service in
            let before = try await service.organization.newestPosition()
            let preview = try await service.call(
                .post,
                "/v1/templates/preview",
                body: "{\"documentType\":\"reminder\",\"language\":\"es\"}"
            )
            #expect(preview.status == 200)
            #expect(try Description().faults(preview, "post", "/v1/templates/preview").isEmpty, "\(preview.text)")
            #expect(try preview.json["subject"].text == "Recordatorio de pago 2026-0042 – acme")
            #expect(try preview.json["text"].text.contains("1234,50\u{A0}€"))
            #expect(try preview.json["html"].text.contains("A la atención de Example BV:"))
            let draft = try await service.call(
                .post,
                "/v1/templates/preview",
                body:
                    "{\"documentType\":\"invoice\",\"language\":\"en\",\"subject\":\"PAYMENT %amount%!\",\"text\":\"%wrong%\",\"layout\":\"none\"}"
            )
            #expect(try draft.json["subject"].text == "PAYMENT €1,234.50!")
            #expect(try draft.json.fields["html"] == nil)
            let advice = try draft.json["advice"].array.map { "\(try $0["code"].text) \(try $0["field"].text)" }
            #expect(
                advice == [
                    "capitals subject", "exclamation_marks subject", "little_text text", "no_name text",
                    "no_file attachments", "unknown_variable text",
                ]
            )
            #expect(try await service.organization.newestPosition() == before)
        }
    }

    @Test
    func `a message's own words may use variables, and its answer holds advice that a repeat gives again`() async throws
    {
        try await ServiceUnderTest.run { service in
            let headers: HTTPFields = [.idempotencyKey: "k"]
            let body = ServiceUnderTest.textRequest(
                language: "fr",
                id: "1",
                more:
                    ",\"subject\":\"%Document-type% %document-number%\",\"text\":\"Bonjour %client-name%\\n%amount%\",\"html\":\"<p>%client-name%</p>\""
            )
            let sent = try await service.call(.post, "/v1/messages", headers: headers, body: body)
            #expect(try Description().faults(sent, "post", "/v1/messages").isEmpty, "\(sent.text)")
            #expect(try sent.json["advice"].array.map { try $0["code"].text } == ["little_text", "no_file"])
            let again = try await service.call(.post, "/v1/messages", headers: headers, body: body)
            #expect(again.text == sent.text)
            let lacking = ServiceUnderTest.textRequest(language: "en", id: "2", more: ",\"text\":\"Of %issue-date%\"")
            let advice = try await service.call(.post, "/v1/templates/preview", body: lacking).json["advice"].array
            #expect(try advice.contains { try $0["code"].text == "missing_value" }, "the document has no such date")
            let mail = try await service.mailText(try sent.json["id"].text)
            #expect(mail.contains("Subject: Facture 2026-7\r\n"))
            #expect(mail.contains("<p>Example BV</p>"))
        }
    }
}

extension ServiceUnderTest {
    /// The body of a request for an invoice without words of its own.
    static func textRequest(language: String, id: String, more: String = "") -> String {
        """
        {"document":{"id":"\(id)","type":"invoice","number":"2026-7","customer":{"id":"C-1","name":"Example BV",
        "language":"\(language)"},"total":{"amount":"121.00","currency":"EUR"},"dueOn":"2026-12-05"},
        "to":[{"address":"billing@example.com"}]\(more)}
        """
    }

    /// Sends an invoice without words of its own.
    ///
    /// - Returns: The message's id.
    func sendText(language: String, id: String = "1", more: String = "") async throws -> String {
        let body = Self.textRequest(language: language, id: id, more: more)
        let sent = try await call(.post, "/v1/messages", body: body)
        return try sent.json["id"].text
    }

    /// The frozen mail of the first recipient, with the soft line ends of quoted-printable undone.
    func mailText(_ id: String) async throws -> String {
        try await call(.get, "/v1/messages/\(id)/content").text.replacing("=\r\n", with: "")
    }
}
