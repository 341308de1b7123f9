import Foundation
import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("PDF, UBL or both, and the accountant")
struct DocumentFileTests {
    static let pdf = Data("%PDF-1.7\n".utf8).base64EncodedString()

    static func ubl(number: String) -> String {
        let xml = """
            <?xml version="1.0" encoding="UTF-8"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" \
            xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>\(number)</cbc:ID></Invoice>
            """
        return Data(xml.utf8).base64EncodedString()
    }

    static func request(_ id: String, ubl number: String? = "2026-7", more: String = "") -> String {
        let second = number.map { ",{\"name\":\"invoice.xml\",\"content\":\"\(ubl(number: $0))\"}" } ?? ""
        let files = "[{\"name\":\"invoice.pdf\",\"content\":\"\(pdf)\"}\(second)]"
        return ServiceUnderTest.textRequest(language: "en", id: id, more: ",\"attachments\":\(files)\(more)")
    }

    /// Which files arrive, by what the message, the customer and the organization say.
    static let choices: [(message: String, customer: String, organization: String, files: [String])] = [
        ("", "", "", ["invoice.pdf", "invoice.xml"]),
        (",\"files\":\"pdf\"", "", "", ["invoice.pdf"]),
        (",\"files\":\"ubl\"", "\"pdf\"", "\"pdf\"", ["invoice.xml"]),
        ("", "\"ubl\"", "\"pdf\"", ["invoice.xml"]),
        ("", "", "\"pdf\"", ["invoice.pdf"]),
        ("", "\"pdf+ubl\"", "\"pdf\"", ["invoice.pdf", "invoice.xml"]),
    ]

    @Test(arguments: choices.indices)
    func `the message, the customer's card and the defaults choose the files, in this order`(index: Int) async throws {
        let row = Self.choices[index]
        try await ServiceUnderTest.run { service in
            if !row.customer.isEmpty {
                let card = "{\"deliveries\":{\"invoice\":{\"files\":\(row.customer)}}}"
                _ = try await service.call(.put, "/v1/customers/C-1", body: card)
            }
            if !row.organization.isEmpty {
                let defaults = "{\"files\":{\"invoice\":\(row.organization)}}"
                _ = try await service.call(.put, "/v1/settings/defaults", body: defaults)
            }
            let sent = try await service.call(.post, "/v1/messages", body: Self.request("1", more: row.message))
            let mail = try await service.mailText(try sent.json["id"].text)
            let files = ["invoice.pdf", "invoice.xml"].filter { mail.contains("filename=\"\($0)\"") }
            #expect(files == row.files)
        }
    }

    @Test
    func `a UBL file that is broken, or of another document, is refused`() async throws {
        try await ServiceUnderTest.run { service in
            let other = try await service.call(.post, "/v1/messages", body: Self.request("1", ubl: "2026-8"))
            #expect(other.status == 422)
            #expect(try other.problemFields == ["attachments[1]"])
            #expect(other.text.contains("another number"))
            let broken = "[{\"name\":\"a.xml\",\"kind\":\"ubl\",\"content\":\"PGE+\"}]"
            let body = ServiceUnderTest.textRequest(language: "en", id: "1", more: ",\"attachments\":\(broken)")
            #expect(try await service.call(.post, "/v1/messages", body: body).problemFields == ["attachments[0]"])
            let noFile = try await service.call(
                .post,
                "/v1/messages",
                body: Self.request("1", ubl: nil, more: ",\"files\":\"ubl\"")
            )
            #expect(try noFile.problemFields == ["files"])
            let noPDF = "[{\"name\":\"a.pdf\",\"kind\":\"pdf\",\"content\":\"PGE+\"}]"
            let wrong = ServiceUnderTest.textRequest(language: "en", id: "1", more: ",\"attachments\":\(noPDF)")
            #expect(try await service.call(.post, "/v1/messages", body: wrong).problemFields == ["attachments[0]"])
        }
    }

    @Test
    func `a kind that is wanted and missing is told, and what there is goes along`() async throws {
        try await ServiceUnderTest.run { service in
            _ = try await service.call(.put, "/v1/settings/defaults", body: "{\"files\":{\"invoice\":\"ubl\"}}")
            let sent = try await service.call(.post, "/v1/messages", body: Self.request("1", ubl: nil))
            #expect(try sent.json["advice"].array.contains { try $0["code"].text == "missing_file" })
            #expect(try await service.mailText(try sent.json["id"].text).contains("invoice.pdf"))
        }
    }

    @Test
    func `the accountant gets what was not mailed to the customer, as a message in the document's timeline`()
        async throws
    {
        try await ServiceUnderTest.run { service in
            let path = "/v1/documents/1/accountant"
            _ = try await service.call(.post, "/v1/messages", body: Self.request("1", more: ",\"files\":\"pdf\""))
            #expect(try await service.call(.post, path).problemFields == ["accountant"])
            let accountant = "{\"accountant\":{\"address\":\"books@example.com\",\"files\":\"ubl\"}}"
            _ = try await service.call(.put, "/v1/settings/defaults", body: accountant)
            let sent = try await service.call(.post, path)
            #expect(sent.status == 202, "\(sent.text)")
            #expect(try Description().faults(sent, "post", "/v1/documents/{document}/accountant").isEmpty)
            let mail = try await service.mailText(try sent.json["id"].text)
            #expect(mail.contains("To: books@example.com\r\n"))
            #expect(mail.contains("invoice.xml") && !mail.contains("invoice.pdf"))
            #expect(mail.contains("Subject: Invoice 2026-7 for the books of acme\r\n"))
            let timeline = try await service.call(
                .get,
                "/v1/documents/1/timeline?atLeast=\(sent.headers[.position] ?? "")"
            )
            let purposes = try timeline.json["entries"].array.compactMap { try $0["detail"].fields["purpose"] }
            #expect(purposes == [.string("accountant")])
            #expect(try await service.call(.post, "/v1/documents/2/accountant").problem == "not-found")
        }
    }

    @Test
    func `automatically, each document goes to the accountant once, after it was sent`() async throws {
        try await ServiceUnderTest.run { service in
            let accountant = "{\"accountant\":{\"address\":\"books@example.com\",\"mode\":\"automatic\"}}"
            _ = try await service.call(.put, "/v1/settings/defaults", body: accountant)
            for id in ["1", "2"] {
                let sent = try await service.call(.post, "/v1/messages", body: Self.request(id))
                try await service.settled(try sent.json["id"].text)
            }
            let again = try await service.call(.post, "/v1/messages", body: Self.request("1"))
            try await service.settled(try again.json["id"].text)
            var handed: [JSONValue] = []
            for _ in 0..<500 where handed.count < 2 {
                let events = try await service.call(.get, "/v1/events?limit=200")
                handed = try events.json["events"].array.filter { event in
                    try event["data"].fields["purpose"] == .string("accountant")
                }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(handed.count == 2)
            let documents = try handed.map { try $0["subjects"]["document"].text }
            #expect(Set(documents).count == 2)
        }
    }
}
