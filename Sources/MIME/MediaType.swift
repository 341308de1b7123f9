/// The kind of an attachment, such as `application/pdf`, without parameters (RFC 2045 §5.1).
package struct MediaType: Hashable, Sendable, CustomStringConvertible {
    /// The part before the slash, in lower case.
    package let type: String

    /// The part after the slash, in lower case.
    package let subtype: String

    /// Both parts, as in a Content-Type header.
    package var description: String { "\(type)/\(subtype)" }

    /// Whether the type describes a container of other parts, which no encoding may hide (RFC 2045 §6.4).
    package var isComposite: Bool { type == "multipart" || type == "message" }

    /// Checks `type/subtype`.
    ///
    /// - Throws: The first rule that the text breaks.
    package init(parsing text: String) throws(MediaTypeError) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { throw .notOneSlash }
        for half in halves {
            // RFC 6838 §4.2 limits each name to 127 characters.
            guard (1...127).contains(half.utf8.count) else { throw .badLength }
            guard half.utf8.allSatisfy(Self.isToken) else { throw .forbiddenCharacter }
        }
        self.type = halves[0].lowercased()
        self.subtype = halves[1].lowercased()
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"()<>@,;:\\\"/[]?=".utf8.contains(byte)
    }
}

/// The first rule that a text breaks on its way to a ``MediaType``.
package enum MediaTypeError: Error, Hashable, CustomStringConvertible {
    case notOneSlash, badLength, forbiddenCharacter

    /// What is wrong, and what to write instead.
    package var description: String {
        switch self {
        case .notOneSlash: "the media type must have exactly one slash; write it as application/pdf"
        case .badLength: "each half of the media type must have 1 to 127 characters"
        case .forbiddenCharacter:
            "the media type holds a character that RFC 2045 does not allow; write type/subtype without parameters"
        }
    }
}
