import Foundation

/// What another program, Python's email package, reads in a mail.
struct ReadMail: Decodable {
    struct Attachment: Decodable {
        var name: String
        var mediaType: String
        var content: Data
    }

    var defects: [String]
    var headers: [String: String]
    var text: String
    var html: String
    var attachments: [Attachment]

    /// The address of the pixel in the HTML; nil if there is none.
    var pixelURL: String? {
        html.firstMatch(of: /src="([^"]*\/t\/[^"]*\.gif)"/).map { String($0.1) }
    }

    /// Reads a mail from a file.
    static func read(_ path: String) async throws -> Self {
        let run = try await FinishedCommand.run(program: "/usr/bin/env", ["python3", "-c", program, path])
        guard run.code == 0 else { throw ServerFailure("python3: \(run.errors)") }
        return try run.json()
    }

    private static let program = """
        import base64, email, email.policy, json, sys
        mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
        body = lambda kind: (lambda part: part.get_content() if part else "")(mail.get_body((kind,)))
        print(json.dumps({
            "defects": [str(d) for part in mail.walk() for d in part.defects],
            "headers": {name: str(value) for name, value in mail.items()},
            "text": body("plain"),
            "html": body("html"),
            "attachments": [
                {"name": part.get_filename(), "mediaType": part.get_content_type(),
                 "content": base64.b64encode(part.get_payload(decode=True)).decode()}
                for part in mail.walk() if part.get_content_disposition() == "attachment"
            ],
        }))
        """
}
