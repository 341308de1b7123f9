import Foundation
import MIME

/// Another program's reading of a mail: Python's email package.
struct PythonEmail: Decodable {
    struct Attachment: Decodable {
        let name: String
        let type: String
        let base64: String
    }

    let subject: String
    let from: [[String]]
    let to: [[String]]
    let cc: [[String]]
    let defects: [String]
    let text: String
    let html: String?
    let attachments: [Attachment]

    /// Whether Python is here.
    static let isPresent = (try? run("print(1)", [])) == Data("1\n".utf8)

    /// Reads a mail.
    static func reading(_ mail: ComposedMail) throws -> PythonEmail {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).eml")
        try Data(mail.bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try JSONDecoder().decode(PythonEmail.self, from: run(script, [file.path]))
    }

    private static let script = """
        import base64, email, email.policy, json, sys
        mail = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
        # Addresses outside ASCII come as undecoded bytes.
        utf8 = lambda s: s.encode("utf-8", "surrogateescape").decode("utf-8")
        body = lambda part: part and part.get_content().replace("\\r\\n", "\\n")
        boxes = lambda name: [[a.display_name, utf8(a.addr_spec)] for a in mail[name].addresses] if mail[name] else []
        defects = [str(d) for p in mail.walk() for d in p.defects + [x for v in p.values() for x in v.defects]]
        print(json.dumps({
            "subject": mail["subject"], "from": boxes("from"), "to": boxes("to"), "cc": boxes("cc"), "defects": defects,
            "text": body(mail.get_body(("plain",))), "html": body(mail.get_body(("html",))),
            "attachments": [{"name": a.get_filename(), "type": a.get_content_type(),
                "base64": base64.b64encode(a.get_payload(decode=True)).decode()} for a in mail.iter_attachments()],
        }))
        """

    private static func run(_ script: String, _ arguments: [String]) throws -> Data {
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
