/// A small line below a mail's own text, with a link at its end.
package struct MailNotice: Hashable, Sendable {
    /// What it says.
    package let words: String
    /// Where its link leads, http or https.
    package let address: String
    /// What the link says in HTML; a text shows the address itself.
    package let label: String

    /// Makes a line.
    package init(_ words: String, address: String, label: String) {
        (self.words, self.address, self.label) = (words, address, label)
    }

    /// How it begins; the style may change, and mails that left with an earlier one are still read.
    private static let opening = "<p class=\"postboek-notice\""
    private static let style =
        "box-sizing:border-box;max-width:600px;margin:0 auto;padding:0 32px 28px;"
        + "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:12px;line-height:1.5;"
        + "color:#6b7785"
    private static let closing = "</p>"

    /// The document with the line before its last `</body>`, or at its end where it has none.
    func inserted(into html: String) -> String {
        let link = "<a href=\"\(escapedHTML(address))\" style=\"color:#6b7785\">\(escapedHTML(label))</a>"
        let line = "\(Self.opening) style=\"\(Self.style)\">\(escapedHTML(words)) \(link)\(Self.closing)"
        return insertedAtEnd(line, ofHTML: html)
    }

    /// The text with the line below it.
    func appended(to text: String) -> String { "\(text)\n\n\(words) \(address)\n" }

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
