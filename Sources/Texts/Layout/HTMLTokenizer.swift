/// Takes HTML apart as browsers do (WHATWG HTML §13.2.5), for what is allowed in a mail.
///
/// Where browsers repair what an author did not finish, this stops with an error: a check must not guess.
struct HTMLTokenizer {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var tokens: [HTMLToken] = []

    private static let most = 100_000
    /// Elements whose content is text up to their own end tag.
    private static let rawElements: Set<String> = [
        "style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext",
    ]

    private init(_ html: String) {
        scalars = Array(html.unicodeScalars)
    }

    /// The tokens of a text.
    ///
    /// - Throws: ``HTMLTokenError`` for the first thing that is not finished.
    static func tokens(of html: String) throws(HTMLTokenError) -> [HTMLToken] {
        guard !html.utf8.contains(0) else { throw .nul }
        var tokenizer = Self(html)
        try tokenizer.run()
        return tokenizer.tokens
    }

    private mutating func run() throws(HTMLTokenError) {
        while place < scalars.count {
            guard tokens.count < Self.most else { throw .tooManyTokens }
            if scalars[place] != "<" || !beginsMarkup(at: place + 1) {
                takeText()
            } else if starts(with: "<!--") {
                try takeComment()
            } else if scalars[place + 1] == "!" || scalars[place + 1] == "?" {
                try takeDeclaration()
            } else {
                try takeTag()
            }
        }
    }

    /// Whether what follows a `<` makes it more than a sign of its own.
    private func beginsMarkup(at index: Int) -> Bool {
        guard index < scalars.count else { return false }
        let scalar = scalars[index]
        return scalar == "!" || scalar == "?" || scalar == "/" || isLetter(scalar)
    }

    private mutating func takeText() {
        let start = place
        place += 1
        while place < scalars.count, scalars[place] != "<" || !beginsMarkup(at: place + 1) { place += 1 }
        tokens.append(.text(CharacterReferences.decoded(text(start..<place))))
    }

    private mutating func takeComment() throws(HTMLTokenError) {
        let start = place + 4
        var end = start
        // A comment may end at once, as `<!-->`, and with an exclamation mark.
        while end < scalars.count {
            if scalars[end] == ">", endsComment(before: end, start: start) { break }
            end += 1
        }
        guard end < scalars.count else { throw .unfinishedComment }
        tokens.append(.comment(text(min(start, end)..<end)))
        place = end + 1
    }

    private func endsComment(before end: Int, start: Int) -> Bool {
        let before = text(max(start - 2, end - 3)..<end)
        return before.hasSuffix("--") || before.hasSuffix("--!") || end == start
            || (end == start + 1 && scalars[start] == "-")
    }

    private mutating func takeDeclaration() throws(HTMLTokenError) {
        let isDoctype = text(place..<min(place + 9, scalars.count)).lowercased() == "<!doctype"
        guard let end = scalars[place...].firstIndex(of: ">") else { throw .unfinishedTag }
        tokens.append(isDoctype ? .doctype : .comment(text(place + 1..<end)))
        place = end + 1
    }

    private mutating func takeTag() throws(HTMLTokenError) {
        let isEnd = scalars[place + 1] == "/"
        place += isEnd ? 2 : 1
        guard place < scalars.count else { throw .unfinishedTag }
        guard isLetter(scalars[place]) else {
            // `</` before anything else is what browsers call a bogus comment.
            guard let end = scalars[place...].firstIndex(of: ">") else { throw .unfinishedTag }
            tokens.append(.comment(text(place..<end)))
            place = end + 1
            return
        }
        let name = take { !isSpace($0) && $0 != "/" && $0 != ">" }.lowercased()
        let attributes = try takeAttributes()
        tokens.append(isEnd ? .end(name: name) : .start(name: name, attributes: attributes))
        if !isEnd, Self.rawElements.contains(name) { try takeRawText(of: name) }
    }

    /// The attributes up to and with the `>`.
    private mutating func takeAttributes() throws(HTMLTokenError) -> [HTMLAttribute] {
        var attributes: [HTMLAttribute] = []
        while true {
            _ = take { isSpace($0) || $0 == "/" }
            guard place < scalars.count else { throw .unfinishedTag }
            if scalars[place] == ">" {
                place += 1
                return attributes
            }
            // An equals sign at the start belongs to the name.
            let start = place
            place += 1
            _ = take { !isSpace($0) && $0 != "/" && $0 != ">" && $0 != "=" }
            let name = text(start..<place).lowercased()
            _ = take(while: isSpace)
            guard place < scalars.count else { throw .unfinishedTag }
            guard scalars[place] == "=" else {
                attributes.append(HTMLAttribute(name: name, value: ""))
                continue
            }
            place += 1
            _ = take(while: isSpace)
            let value = try takeValue()
            attributes.append(HTMLAttribute(name: name, value: CharacterReferences.decoded(value)))
        }
    }

    private mutating func takeValue() throws(HTMLTokenError) -> String {
        guard place < scalars.count else { throw .unfinishedTag }
        let quote = scalars[place]
        guard quote == "\"" || quote == "'" else { return take { !isSpace($0) && $0 != ">" } }
        place += 1
        let value = take { $0 != quote }
        guard place < scalars.count else { throw .unfinishedTag }
        place += 1
        return value
    }

    private mutating func takeRawText(of name: String) throws(HTMLTokenError) {
        let start = place
        let closing = "</" + name
        while place < scalars.count {
            let after = place + closing.unicodeScalars.count
            let ends =
                after < scalars.count && (isSpace(scalars[after]) || scalars[after] == "/" || scalars[after] == ">")
            if scalars[place] == "<", ends, text(place..<after).lowercased() == closing { break }
            place += 1
        }
        guard place < scalars.count else { throw .unfinishedElement(name) }
        tokens.append(.rawText(element: name, text(start..<place)))
    }

    private mutating func take(while condition: (Unicode.Scalar) -> Bool) -> String {
        let start = place
        while place < scalars.count, condition(scalars[place]) { place += 1 }
        return text(start..<place)
    }

    private func starts(with marker: String) -> Bool {
        text(place..<min(place + marker.unicodeScalars.count, scalars.count)) == marker
    }

    private func text(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range]))
    }
}

private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
}

private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" || scalar == "\u{0C}"
}
