import MIME

/// The places where a mail that came back is cut: what the reporting server says, and what it returns.
struct ReturnedMail: Sendable {
    /// What the report says in words, up to the returned mail.
    private(set) var words = ""
    /// The parts with fields: `message/delivery-status`, `message/feedback-report` and so on.
    private(set) var fieldParts: [(mediaType: String, text: String)] = []
    /// The mail that is returned, as far as it is; at least its headers.
    private(set) var returned = ""
    /// The bytes of a part that is the returned mail.
    private(set) var returnedBytes: [UInt8]?

    private static let limit = 131_072

    init(_ parts: [ParsedMail.Part]) {
        var html = ""
        var hasReturned = false
        for part in parts.prefix(100) {
            switch part.mediaType {
            case "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
                "message/global-disposition-notification", "message/feedback-report":
                fieldParts.append((part.mediaType, part.text(limit: Self.limit)))
            case "message/rfc822", "message/global", "message/partial", "text/rfc822-headers", "message/rfc822-headers",
                "message/global-headers", "text/rfc822-header", "text/rfc822":
                hasReturned = true
                if returned.isEmpty {
                    returned = part.text(limit: Self.limit)
                    returnedBytes = part.bytes
                }
            case "text/html":
                if html.isEmpty { html = part.text(limit: Self.limit) }
            case let type where type.hasPrefix("text/") && (!hasReturned || words.isEmpty):
                let text = part.text(limit: Self.limit)
                if !words.isEmpty, startsWithHeaders(text) {
                    hasReturned = true
                    if returned.isEmpty { returned = text }
                } else if words.utf8.count < Self.limit {
                    words += text + "\n"
                }
            default: break
            }
        }
        if words.allSatisfy(\.isWhitespace) { words = plainText(fromHTML: html) }
        cutWords()
    }

    /// Whether there is nothing to read.
    var isEmpty: Bool { fieldParts.isEmpty && words.allSatisfy(\.isWhitespace) }

    /// Parts the words at the line from which the returned mail is quoted.
    private mutating func cutWords() {
        let lines = words.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        var kept: [Substring] = []
        for (index, line) in lines.enumerated() {
            if startsReturnedMail(line) || index > 3000 {
                let rest = lines[index...].prefix(1000).joined(separator: "\n")
                if returned.isEmpty || returned.allSatisfy(\.isWhitespace) { returned = rest }
                break
            }
            kept.append(line)
        }
        words = kept.joined(separator: "\n")
    }
}

/// Whether a text begins as a mail does, with headers.
private func startsWithHeaders(_ text: String) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline).prefix(60)
    guard let first = lines.first, let colon = first.firstIndex(of: ":"),
        first[..<colon].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return false }
    let names = ["received:", "message-id:", "from:", "to:", "subject:", "date:", "mime-version:", "return-path:"]
    return names.count { name in lines.contains { $0.lowercased().hasPrefix(name) } } >= 3
}

/// Whether a line is the first of a returned mail, or announces it.
private func startsReturnedMail(_ line: Substring) -> Bool {
    guard line.utf8.count < 200 else { return false }
    let folded = line.lowercased().drop { $0 == ">" || $0 == " " && line.first == ">" }
    let starts = [
        "received:", "return-path:", "dkim-signature:", "arc-seal:", "x-received:", "authentication-results:",
    ]
    if starts.contains(where: folded.hasPrefix) { return true }
    let shape = folded.trimmed
    let announces =
        ["-", "=", "*", "#", "|", "_", "below"].contains { shape.hasPrefix($0) }
        || [":", "---", "follow", "follow.", "follows", "follows."].contains { shape.hasSuffix($0) }
        || shape.contains("below this line")
    guard announces, SearchText(folded).holds(announcements) else { return false }
    return !shape.contains("was received at") && !shape.contains("was received on")
}

/// What announces a returned mail.
private let announcements: [WordPattern] = [
    "original message", "original mail", "copy of the message", "copy of your message", "copy of the original",
    "header of the original", "headers of the original", "header from the original", "message header",
    "message headers", "unsent message", "returned message",
    "original header", "bounced e-mail", "bounced email", "original text", "message text follows",
    "your message follows", "message follows",
    "below this line", "returned mail follows", "rejected message", "returned content", "message being returned",
]
