/// Text that may stand in a header: it has no CR, LF, NUL or other control character.
///
/// A line break in a subject or a name would start a new header (header injection), so such text is refused when it comes
/// in, instead of being repaired when it goes out.
package struct HeaderText: Hashable, Sendable, CustomStringConvertible {
    /// The text, as given.
    package let text: String

    /// The text, as given.
    package var description: String { text }

    /// Checks a text.
    ///
    /// - Parameters:
    ///   - text: What somebody wants to put into a header.
    ///   - limit: The most UTF-8 bytes it may have.
    /// - Throws: The first rule that the text breaks.
    package init(parsing text: String, limit: Int = 998) throws(HeaderTextError) {
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw .controlCharacter
        }
        guard text.utf8.count <= limit else { throw .tooLong(limit: limit) }
        self.text = text
    }
}

/// The first rule that a text breaks on its way to a ``HeaderText``.
package enum HeaderTextError: Error, Hashable, CustomStringConvertible {
    case controlCharacter
    case tooLong(limit: Int)

    /// What is wrong, and what to write instead.
    package var description: String {
        switch self {
        case .controlCharacter: "the text contains a line break, NUL or another control character; write it on one line"
        case .tooLong(let limit): "the text is longer than \(limit) bytes"
        }
    }
}
