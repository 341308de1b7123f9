/// What a person typed into a search field, as a full-text query that cannot go wrong.
///
/// FTS5 has a query language of its own, in which a quote, a dash or the word NOT means something. Nothing of the typed
/// text reaches it but letters, digits and marks, and those only inside quotes.
package enum SearchText {
    /// At most this many words are looked for.
    package static let wordLimit = 16
    /// At most this many characters of the text are looked at.
    package static let lengthLimit = 256

    /// The FTS5 query that finds rows with all the words, the last of which may be cut short.
    ///
    /// What stands between blanks is one phrase: `jan@example.com` finds those three parts next to each other.
    ///
    /// - Returns: nil where the text holds no word.
    package static func pattern(_ text: String) -> String? {
        let words = text.prefix(lengthLimit).split(whereSeparator: \.isWhitespace).compactMap(phrase)
        guard !words.isEmpty else { return nil }
        return words.prefix(wordLimit).joined(separator: " ") + "*"
    }

    private static func phrase(_ word: Substring) -> String? {
        let parts = word.unicodeScalars.split { !isPartOfToken($0) }
        guard parts.contains(where: { $0.contains(where: standsAlone) }) else { return nil }
        return "\"" + parts.map { String($0) }.joined(separator: " ") + "\""
    }

    // The categories that the tokenizer unicode61 takes for parts of a token: L*, N*, Co, and marks, which it strips.
    private static func isPartOfToken(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: standsAlone(scalar)
        }
    }

    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }
}
