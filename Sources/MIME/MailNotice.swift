/// A small line below a mail's own text.
package struct MailNotice {
    private let words: String

    init(_ words: String) {
        self.words = words
    }

    private static let opening = "<p class=\"postboek-notice\" style=\"font-size:12px;color:#777\">"
    private static let closing = "</p>"

    /// The document with the line before its last `</body>`, or at its end where it has none.
    func inserted(into html: String) -> String {
        insertedAtEnd(Self.opening + linkedHTML(words[...]) + Self.closing, ofHTML: html)
    }

    /// The text with the line below it.
    func appended(to text: String) -> String { "\(text)\n\n\(words)\n" }

    /// A document of ours without the line, as it was before ``inserted(into:)``.
    package static func removed(fromHTML html: String) -> String {
        guard let start = html.ranges(of: opening).last,
            let end = html[start.upperBound...].ranges(of: closing).first
        else { return html }
        return String(html[..<start.lowerBound]) + html[end.upperBound...]
    }

    /// A text of ours without the line, as it was before ``appended(to:)``, if its last line is one.
    package static func removed(fromText text: String, where isNotice: (Substring) -> Bool) -> String {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        if lines.last?.isEmpty == true { lines.removeLast() }
        guard let last = lines.popLast(), isNotice(last), lines.popLast()?.isEmpty == true else { return text }
        return lines.joined(separator: "\n")
    }
}
