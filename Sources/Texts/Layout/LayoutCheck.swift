/// Checks an organization's own HTML layout: one slot for the text, and nothing that acts or that a mail must not have.
package enum LayoutCheck {
    /// The mark in whose place the text comes.
    package static let slot = "%text%"
    /// The most bytes of a layout.
    package static let limit = 100_000

    /// Checks a layout.
    ///
    /// - Throws: The first rule that the layout breaks.
    package static func check(_ html: String) throws(LayoutError) {
        guard html.utf8.count <= limit else { throw .tooLarge }
        let tokens: [HTMLToken]
        do {
            tokens = try HTMLTokenizer.tokens(of: html)
        } catch {
            throw LayoutError(error)
        }
        var slots = 0
        for token in tokens {
            switch token {
            case .start(let name, let attributes):
                guard allowedElements.contains(name) else { throw .element(name) }
                for attribute in attributes { try check(attribute, of: name) }
            case .text(let text): slots += text.split(separator: slot, omittingEmptySubsequences: false).count - 1
            case .rawText(let element, let text):
                guard !text.contains(slot) else { throw .slotInside(element) }
                if element == "style" { try checkStyle(text, at: "the element style") }
            case .comment(let text):
                guard !text.contains(slot) else { throw .slotInside("a comment") }
                // Outlook alone reads conditional comments, and would read in them what the check has not seen.
                guard !text.lowercased().contains("[if") else { throw .conditionalComment }
            case .end, .doctype: break
            }
        }
        // The slot must stand there as it is written, not in character references, since it is looked for in the source.
        let written = html.split(separator: slot, omittingEmptySubsequences: false).count - 1
        guard slots == 1, written == 1 else { throw .slots(slots == 1 ? written : slots) }
        do {
            try TextTemplate(html.replacing(slot, with: "")).check()
        } catch {
            throw .variable(error)
        }
    }

    private static let allowedElements: Set<String> = [
        "html", "head", "title", "style", "meta", "body", "table", "caption", "colgroup", "col", "thead", "tbody",
        "tfoot",
        "tr", "td", "th", "div", "span", "p", "br", "hr", "a", "img", "b", "strong", "i", "em", "u", "s", "small",
        "big",
        "sub", "sup", "font", "center", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "pre",
        "code", "blockquote", "address", "header", "footer", "main", "section", "article", "nav", "aside", "figure",
        "figcaption", "abbr", "time", "wbr", "q", "cite",
    ]

    /// Attributes that hold an address.
    private static let addressAttributes: Set<String> = [
        "href", "src", "background", "cite", "action", "longdesc", "poster", "data", "srcset", "formaction",
        "xlink:href",
    ]

    private static func check(_ attribute: HTMLAttribute, of element: String) throws(LayoutError) {
        let name = attribute.name
        guard !name.hasPrefix("on") else { throw .handler(name) }
        guard !attribute.value.contains(slot) else { throw .slotInside("the attribute \(name.prefix(40))") }
        if element == "meta" {
            // A refresh leads the reader elsewhere; other equivalents only restate what the mail's headers say.
            guard name != "http-equiv" || attribute.value.lowercased() == "content-type" else {
                throw .attribute("http-equiv", "meta")
            }
        }
        if name == "style" { try checkStyle(attribute.value, at: "an attribute style") }
        guard name != "srcset" else { throw .attribute(name, element) }
        guard addressAttributes.contains(name) else { return }
        // Browsers skip blanks and control characters in a scheme.
        let address = attribute.value.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0xA0 }
        let text = String(String.UnicodeScalarView(address)).lowercased()
        let schemes = element == "a" ? ["https://", "http://", "mailto:", "tel:", "#"] : ["https://", "cid:"]
        guard schemes.contains(where: text.hasPrefix) else { throw .address(name, element, schemes) }
    }

    /// Refuses styles that fetch or run something.
    private static func checkStyle(_ style: String, at place: String) throws(LayoutError) {
        guard !TextTemplate(style).hasVariables else { throw .style("a variable", place) }
        var plain = ""
        var rest = style.lowercased()[...]
        // Comments can part a word for the check that a browser puts together again.
        while let start = rest.firstRange(of: "/*") {
            plain += rest[..<start.lowerBound]
            guard let end = rest[start.upperBound...].firstRange(of: "*/") else {
                throw .style("an unfinished comment", place)
            }
            rest = rest[end.upperBound...]
        }
        plain += rest
        // So can a backslash.
        guard !plain.contains("\\") else { throw .style("a backslash", place) }
        for word in [
            "@import", "@charset", "@namespace", "@font-face", "url(", "image(", "image-set(", "expression(",
            "behavior", "-moz-binding", "javascript:",
        ] where plain.contains(word) {
            throw .style(word, place)
        }
    }
}

/// The first rule that a layout breaks.
package enum LayoutError: Error, Hashable, CustomStringConvertible {
    case tooLarge
    case unfinished(Reason)
    case element(String)
    case handler(String)
    case attribute(String, String)
    case address(String, String, [String])
    case style(String, String)
    case slotInside(String)
    case slots(Int)
    case conditionalComment
    case variable(TextTemplateError)

    /// What is not finished.
    package enum Reason: Hashable, Sendable {
        case tag, comment, element(String), nul, size
    }

    init(_ error: HTMLTokenError) {
        switch error {
        case .unfinishedTag: self = .unfinished(.tag)
        case .unfinishedComment: self = .unfinished(.comment)
        case .unfinishedElement(let name): self = .unfinished(.element(name))
        case .nul: self = .unfinished(.nul)
        case .tooManyTokens: self = .unfinished(.size)
        }
    }

    /// What is wrong, and what to write instead.
    package var description: String {
        switch self {
        case .tooLarge: "is longer than \(LayoutCheck.limit) bytes"
        case .unfinished(.tag): "has a tag that does not end with >"
        case .unfinished(.comment): "has a comment that does not end with -->"
        case .unfinished(.element(let name)): "has an element \(name.prefix(40)) that is not closed"
        case .unfinished(.nul): "contains a NUL character; remove it"
        case .unfinished(.size): "has too many tags"
        case .element(let name):
            "has the element \(name.prefix(40)), which is not for mail; scripts, forms, frames, links to style sheets and "
                + "embedded objects are refused"
        case .handler(let name): "has the attribute \(name.prefix(40)), which runs a script; remove it"
        case .attribute(let name, let element):
            "has the attribute \(name.prefix(40)) in the element \(element); remove it"
        case .address(let name, let element, let schemes):
            "has an address in the attribute \(name) of the element \(element) that does not begin with "
                + schemes.joined(separator: ", ")
        case .style(let word, let place): "has \(word) in \(place); styles may fetch and run nothing"
        case .slotInside(let place): "has \(LayoutCheck.slot) inside \(place); put it where the text shall stand"
        case .slots(0):
            "does not have \(LayoutCheck.slot), in whose place the text comes; put it where the text shall stand"
        case .slots(let count): "has \(LayoutCheck.slot) \(count) times; the text comes once"
        case .conditionalComment: "has a conditional comment; mail programs other than Outlook cannot check it"
        case .variable(let error): error.description
        }
    }
}
