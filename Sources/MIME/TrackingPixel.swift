/// The invisible picture whose fetching says that a mail was opened.
package struct TrackingPixel {
    private let url: String

    /// Takes an http or https URL that can stand in an attribute.
    ///
    /// - Throws: ``MIMEComposeError/badPixelURL``.
    init(url: String) throws(MIMEComposeError) {
        let start = url.prefix(8).lowercased()
        guard start.hasPrefix("http://") || start.hasPrefix("https://"),
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"'<>\\`".utf8.contains($0) })
        else { throw .badPixelURL }
        self.url = url
    }

    private var element: String { Self.opening + escapedHTML(url) + Self.closing }

    private static let opening = "<img src=\""
    private static let closing =
        "\" width=\"1\" height=\"1\" alt=\"\" style=\"display:block;width:1px;height:1px;border:0\">"

    /// A document of ours without the picture, as it was before ``inserted(into:)``.
    package static func removed(from html: String) -> String {
        guard let end = html.ranges(of: closing).last,
            let start = html[..<end.lowerBound].ranges(of: opening).last,
            !html[start.upperBound..<end.lowerBound].contains("\"")
        else { return html }
        return String(html[..<start.lowerBound]) + html[end.upperBound...]
    }

    /// The document with the picture before its last `</body>`, or at its end where it has none.
    func inserted(into html: String) -> String {
        insertedAtEnd(element, ofHTML: html)
    }
}
