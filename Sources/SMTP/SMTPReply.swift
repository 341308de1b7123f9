/// A server's reply: its code, and the text of every line.
package struct SMTPReply: Hashable, Sendable, Codable {
    /// The three digits, 200 to 599.
    package let code: Int
    /// The enhanced status like `5.1.1`, where the first line carries one of the code's class (RFC 2034, RFC 3463).
    package let enhancedStatus: String?
    /// The text of each line without code and line end; never empty, control characters shown as spaces.
    package let lines: [String]

    /// Puts a reply together from its code and lines.
    package init(code: Int, lines: [String]) {
        self.code = code
        self.lines = lines
        enhancedStatus = lines.first.flatMap { Self.enhancedStatus(in: $0, code: code) }
    }

    /// The lines as one text, joined by line feeds.
    package var text: String { lines.joined(separator: "\n") }

    /// Whether the code says "done" (2xx).
    package var isPositive: Bool { (200..<300).contains(code) }
    /// Whether the code says "go on" (3xx).
    package var isIntermediate: Bool { (300..<400).contains(code) }
    /// Whether the code says "not now" (4xx).
    package var isTransient: Bool { (400..<500).contains(code) }
    /// Whether the code says "no" (5xx).
    package var isPermanent: Bool { (500..<600).contains(code) }

    private static func enhancedStatus(in line: String, code: Int) -> String? {
        guard let word = line.split(separator: " ", maxSplits: 1).first else { return nil }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "\(code / 100)",
            parts.dropFirst().allSatisfy({ (1...3).contains($0.utf8.count) && $0.utf8.allSatisfy(isDigit) })
        else { return nil }
        return String(word)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension SMTPReply {
    /// The same reply with every text passed through `change`.
    func mapLines(_ change: (String) -> String) -> SMTPReply {
        SMTPReply(code: code, lines: lines.map(change))
    }

    /// The same reply with at most `limit` characters of text, so that evidence stays small whatever a server says.
    func clipped(to limit: Int = 16 * 1024) -> SMTPReply {
        var left = limit
        var kept: [String] = []
        for line in lines where left > 0 {
            kept.append(String(line.prefix(left)))
            left -= line.count + 1
        }
        return SMTPReply(code: code, lines: kept)
    }
}
