/// The paragraphs of a plain text as HTML: line breaks and links, nothing else.
///
/// Only what may stand within a `body` or a table's cell; see ``htmlDocument(fromPlainText:)``.
package func htmlParagraphs(fromPlainText text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let paragraphs = lines.split { $0.allSatisfy(\.isWhitespace) }.map { lines in
        // pre-wrap keeps runs of spaces, so that what was lined up stays so.
        "<p style=\"margin:0 0 1em;white-space:pre-wrap\">\(lines.map(linkedHTML).joined(separator: "<br>"))</p>"
    }
    return paragraphs.joined(separator: "\n")
}

/// An HTML document that shows a plain text: paragraphs, line breaks and links, nothing else.
func htmlDocument(fromPlainText text: String) -> String {
    """
    <!DOCTYPE html>
    <html>
    <head><meta charset="utf-8"></head>
    <body style="font-family:sans-serif;font-size:15px;line-height:1.5;color:#222">
    \(htmlParagraphs(fromPlainText: text))
    </body>
    </html>

    """
}

/// Text that may stand between tags and in quoted attributes.
package func escapedHTML(_ text: some StringProtocol) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}

/// A line with its http and https addresses made clickable.
func linkedHTML(_ line: Substring) -> String {
    var html = ""
    var rest = line
    while let link = firstLink(in: rest) {
        let address = escapedHTML(rest[link])
        html += escapedHTML(rest[..<link.lowerBound])
        html += "<a href=\"\(address)\">\(address)</a>"
        rest = rest[link.upperBound...]
    }
    return html + escapedHTML(rest)
}

private func firstLink(in text: Substring) -> Range<Substring.Index>? {
    var search = text
    while let start = search.firstIndex(where: { $0 == "h" || $0 == "H" }) {
        let candidate = text[start...]
        let scheme = ["https://", "http://"].first { candidate.prefix($0.count).lowercased() == $0 }
        if let scheme {
            var address = candidate.prefix { !$0.isWhitespace && !"<>\"".contains($0) }
            // A sentence that ends in an address ends with a mark that is not the address's own.
            while let last = address.last, ".,;:!?)]}'".contains(last) {
                address.removeLast()
            }
            if address.count > scheme.count {
                return start..<address.endIndex
            }
        }
        search = text[text.index(after: start)...]
    }
    return nil
}
