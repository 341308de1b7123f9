/// The dialogue of a session for evidence: bounded, and without secrets.
struct SMTPTranscript: Sendable {
    /// The most lines kept; later ones are counted.
    static let maximumLines = 100
    /// The most characters kept of a line.
    static let maximumLineLength = 300

    private let secrets: [String]
    private var lines: [String] = []
    private var dropped = 0

    init(secrets: [String] = []) {
        // Longest first, so that no secret is cut by a shorter one inside it.
        self.secrets = secrets.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The lines, with a last one that counts what was left out.
    var finished: [String] {
        dropped == 0 ? lines : lines + ["# \(dropped) more lines"]
    }

    mutating func client(_ command: SMTPCommand) {
        add("C: \(command.shown)")
    }

    mutating func server(_ reply: SMTPReply) {
        for (index, line) in reply.lines.enumerated() {
            add("S: \(reply.code)\(index == reply.lines.count - 1 ? " " : "-")\(masked(line))")
        }
    }

    mutating func note(_ text: String) {
        add("# \(masked(text))")
    }

    /// Forgets the lines and keeps the secrets.
    mutating func startOver() {
        lines = []
        dropped = 0
    }

    /// `text` with stars for every secret: a server may repeat what it heard.
    func masked(_ text: String) -> String {
        secrets.reduce(text) { $0.replacing($1, with: "****") }
    }

    private mutating func add(_ line: String) {
        guard lines.count < Self.maximumLines else {
            dropped += 1
            return
        }
        lines.append(String(line.prefix(Self.maximumLineLength)))
    }
}
