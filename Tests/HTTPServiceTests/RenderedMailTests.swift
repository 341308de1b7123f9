import Foundation
import HTTPTypes
import LedgerConformance
import Mail
import MailLedger
import Testing

@testable import HTTPService

/// Every built-in text in every language and layout, as a mail that another program reads.
@Suite(
    "Rendered mails, read by Python",
    .disabled("takes minutes, and its reader does not take a reminder apart yet"),
    .enabled(if: Python.isPresent, "needs python3")
)
struct RenderedMailTests {
    /// What Python finds in one mail.
    private struct Found: Decodable {
        let subject: String
        let text: String
        let html: String?
        let pictures: [String]
        let files: [String]
        let defects: [String]
    }

    private static let script = """
        import email, email.policy, json, pathlib, sys
        found = {}
        for path in sorted(pathlib.Path(sys.argv[1]).glob("*.eml")):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            body = lambda kind: (part := mail.get_body((kind,))) and part.get_content().replace("\\r\\n", "\\n")
            parts = [p for p in mail.walk() if not p.is_multipart()]
            found[path.stem] = {
                "subject": mail["subject"], "text": body("plain"), "html": body("html"),
                "pictures": [p["content-id"] for p in parts if p.get_content_maintype() == "image"],
                "files": [p.get_filename() for p in parts if p.get_content_disposition() == "attachment"],
                "defects": [str(d) for p in mail.walk() for d in p.defects],
            }
        print(json.dumps(found))
        """

    @Test
    func `all built-in texts in all languages and layouts come apart as they were put together`() async throws {
        try await ServiceUnderTest.run { service in
            let folder = try ScratchFolder()
            try FileManager.default.createDirectory(atPath: folder.path("mails"), withIntermediateDirectories: true)
            let logo = "{\"name\":\"logo.png\",\"content\":\"\(LayoutCallsTests.png)\"}"
            _ = try await service.call(.put, "/v1/settings/logo", body: logo)
            let own = "{\"kind\":\"standard\",\"html\":\"<html><body><h1>%company-name%</h1>%text%</body></html>\"}"
            _ = try await service.call(.put, "/v1/settings/layout", body: own)
            var texts: [String: (subject: String, text: String)] = [:]
            for type in DocumentType.allCases {
                for language in StatusLanguage.allCases {
                    for layout in ["standard", "none", "html"] {
                        let name = "\(type.rawValue)-\(language.rawValue)-\(layout)"
                        let body = Self.request(name, type, language, layout)
                        let preview = try await service.call(.post, "/v1/templates/preview", body: body)
                        texts[name] = (try preview.json["subject"].text, try preview.json["text"].text)
                        let sent = try await service.call(.post, "/v1/messages", body: body)
                        let id = try sent.json["id"].text
                        let mail = try await service.call(.get, "/v1/messages/\(id)/content")
                        try Data(mail.bytes).write(to: URL(filePath: folder.path("mails/\(name).eml")))
                    }
                }
            }
            let output = try Python.run(Self.script, [folder.path("mails")])
            let found = try JSONDecoder().decode([String: Found].self, from: output)
            #expect(found.count == 84)
            for (name, mail) in found {
                let sent = try #require(texts[name])
                #expect(mail.defects == [], "\(name)")
                #expect(mail.subject == sent.subject)
                #expect(mail.text == sent.text || mail.text == sent.text + "\n", "\(name)")
                #expect(mail.text.contains("2026-7") && mail.text.contains("Ünïted & <Sons>"))
                #expect(mail.files == ["document.pdf"])
                let isPlain = name.hasSuffix("-none")
                #expect((mail.html == nil) == isPlain, "\(name)")
                #expect(mail.pictures.count == (name.hasSuffix("-standard") ? 1 : 0), "\(name)")
                if let html = mail.html {
                    #expect(html.contains("Ünïted &amp; &lt;Sons&gt;"), "\(name)")
                    #expect(!html.contains("%text%") && !html.contains("%company-name%"), "\(name)")
                    if let picture = mail.pictures.first {
                        #expect(html.contains("cid:\(picture.dropFirst().dropLast())"))
                    }
                }
            }
        }
    }

    private static func request(
        _ id: String,
        _ type: DocumentType,
        _ language: StatusLanguage,
        _ layout: String
    ) -> String {
        """
        {"document":{"id":"\(id)","type":"\(type.rawValue)","number":"2026-7","customer":{"id":"C","name":
        "Ünïted & <Sons>","language":"\(language.rawValue)"},"total":{"amount":"1234.50","currency":"EUR"},
        "issuedOn":"2026-11-21","dueOn":"2026-12-05"},"to":[{"address":"billing@example.com"}],"layout":"\(layout)",
        "attachments":[{"name":"document.pdf","content":"\(DocumentFileTests.pdf)"}]}
        """
    }
}

/// Another program that reads mails.
private enum Python {
    static let isPresent = (try? run("print(1)", [])) == Data("1\n".utf8)

    static func run(_ script: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script] + arguments
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return data
    }
}
