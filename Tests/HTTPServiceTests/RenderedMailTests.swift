import Foundation
import HTTPTypes
import LedgerConformance
import Mail
import MailLedger
import Testing

@testable import HTTPService

/// Every built-in text in every language, and each layout, as mails that another program reads.
@Suite(
    "Rendered mails, read by Python",
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

    /// A built-in text, and the layout that it is seen in.
    private struct Rendering: Sendable {
        let type: DocumentType
        let language: StatusLanguage
        let layout: String

        var name: String { "\(type.rawValue)-\(language.rawValue)-\(layout)" }

        /// Every kind of document in every language; the layouts take turns, so that each meets each kind and language.
        static let all = DocumentType.allCases.enumerated().flatMap { row, type in
            StatusLanguage.allCases.enumerated().map { column, language in
                Self(type: type, language: language, layout: ["standard", "none", "html"][(row + column) % 3])
            }
        }
    }

    @Test
    func `all built-in texts in all languages come apart as they were put together`() async throws {
        try await ServiceUnderTest.run { service in
            let folder = try ScratchFolder()
            try FileManager.default.createDirectory(atPath: folder.path("mails"), withIntermediateDirectories: true)
            let logo = "{\"name\":\"logo.png\",\"content\":\"\(LayoutCallsTests.png)\"}"
            _ = try await service.call(.put, "/v1/settings/logo", body: logo)
            let own = "{\"kind\":\"standard\",\"html\":\"<html><body><h1>%company-name%</h1>%text%</body></html>\"}"
            _ = try await service.call(.put, "/v1/settings/layout", body: own)
            let texts = try await withThrowingTaskGroup(of: (String, Preview).self) { tasks in
                // Appends at the same time share their syncs.
                for rendering in Rendering.all {
                    tasks.addTask { (rendering.name, try await Self.mail(rendering, service, to: folder)) }
                }
                return try await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            let output = try Python.run(Self.script, [folder.path("mails")])
            let found = try JSONDecoder().decode([String: Found].self, from: output)
            #expect(found.keys.sorted() == Rendering.all.map(\.name).sorted())
            for (name, mail) in found { try check(mail, name, as: #require(texts[name])) }
        }
    }

    /// What a preview says of a mail.
    private struct Preview: Sendable {
        let subject: String
        let text: String
    }

    /// Previews a mail, sends it, and writes it to a file.
    private static func mail(
        _ rendering: Rendering,
        _ service: ServiceUnderTest,
        to folder: ScratchFolder
    ) async throws -> Preview {
        let body = request(rendering)
        let preview = try await service.call(.post, "/v1/templates/preview", body: body)
        #expect(preview.status == 200, "\(preview.text)")
        let sent = try await service.call(.post, "/v1/messages", body: body)
        #expect(sent.status == 202, "\(sent.text)")
        let mail = try await service.call(.get, "/v1/messages/\(try sent.json["id"].text)/content")
        #expect(mail.status == 200, "\(mail.text)")
        try Data(mail.bytes).write(to: URL(filePath: folder.path("mails/\(rendering.name).eml")))
        return Preview(subject: try preview.json["subject"].text, text: try preview.json["text"].text)
    }

    private func check(_ mail: Found, _ name: String, as preview: Preview) {
        #expect(mail.defects == [], "\(name)")
        #expect(mail.subject == preview.subject)
        #expect(mail.text == preview.text || mail.text == preview.text + "\n", "\(name)")
        #expect(mail.text.contains("2026-7") && mail.text.contains("Ünïted & <Sons>"))
        #expect(!mail.text.contains("%") && !mail.subject.contains("%"), "\(name)")
        #expect(mail.files == ["document.pdf"])
        #expect((mail.html == nil) == name.hasSuffix("-none"), "\(name)")
        #expect(mail.pictures.count == (name.hasSuffix("-standard") ? 1 : 0), "\(name)")
        if let html = mail.html {
            #expect(html.contains("Ünïted &amp; &lt;Sons&gt;"), "\(name)")
            #expect(!html.contains("%text%") && !html.contains("%company-name%"), "\(name)")
            if let picture = mail.pictures.first { #expect(html.contains("cid:\(picture.dropFirst().dropLast())")) }
        }
    }

    private static func request(_ rendering: Rendering) -> String {
        """
        {"document":{"id":"\(rendering.name)","type":"\(rendering.type.rawValue)","number":"2026-7","customer":{"id":"C","name":
        "Ünïted & <Sons>","language":"\(rendering.language.rawValue)"},"total":{"amount":"1234.50","currency":"EUR"},
        "issuedOn":"2026-11-21","dueOn":"2026-12-05"},"to":[{"address":"billing@example.com"}],"layout":"\(rendering.layout)",
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
