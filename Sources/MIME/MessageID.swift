/// The Message-ID of a mail, without its angle brackets (RFC 5322 §3.6.4).
///
/// Only the dot-atom form is taken, in ASCII: everything else that the grammar allows has been a way into other headers.
/// An international domain is written in its `xn--` form.
package struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// The part before the at sign.
    package let left: String

    /// The part after the at sign, as written.
    package let domain: String

    /// Both parts, without angle brackets.
    package var description: String { "\(left)@\(domain)" }

    /// Checks `left@domain`, as it stands between the angle brackets.
    ///
    /// - Throws: The first rule that the text breaks.
    package init(parsing text: String) throws(MessageIDError) {
        // Reports repeat the identifier in their own headers, so it stays far below the 998 bytes of a line.
        guard text.utf8.count <= 250 else { throw .tooLong }
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2 else { throw .notOneAtSign }
        guard Self.isDotAtom(halves[0]), Self.isDotAtom(halves[1]) else { throw .forbiddenCharacter }
        self.left = String(halves[0])
        self.domain = String(halves[1])
    }

    private static func isDotAtom(_ text: Substring) -> Bool {
        text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty && atom.allSatisfy(isAtomText)
        }
    }

    private static func isAtomText(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
        }
    }
}

/// The first rule that a text breaks on its way to a ``MessageID``.
package enum MessageIDError: Error, Hashable, CustomStringConvertible {
    case tooLong, notOneAtSign, forbiddenCharacter

    /// What is wrong, and what to write instead.
    package var description: String {
        switch self {
        case .tooLong: "the Message-ID is longer than 250 bytes"
        case .notOneAtSign: "the Message-ID must have exactly one @; write it as left@example.com, without < and >"
        case .forbiddenCharacter:
            "the Message-ID has an empty part, a space, a control character or another character that is no ASCII atom"
        }
    }
}
