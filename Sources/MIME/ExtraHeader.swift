import Mail

/// A header that a caller adds to a mail, such as List-Unsubscribe.
///
/// The headers that this room writes itself, and those that only a mail server may write, cannot be added.
package struct ExtraHeader: Hashable, Sendable {
    /// The name, as written.
    package let name: String

    /// The value, on one line; it is folded when the mail is composed.
    package let value: HeaderText

    /// Checks a name and a value.
    ///
    /// - Throws: The first rule that they break.
    package init(name: String, value: HeaderText) throws(ExtraHeaderError) {
        guard (1...60).contains(name.utf8.count), name.utf8.allSatisfy(Self.isNameCharacter) else { throw .badName }
        let lowercased = name.lowercased()
        guard !Self.reserved.contains(lowercased), !lowercased.hasPrefix("content-"), !lowercased.hasPrefix("resent-")
        else { throw .reservedName }
        // A value such as a link cannot be folded, and a line ends at 998 bytes (RFC 5322 §2.1.1).
        guard value.text.utf8.count <= 900 else { throw .valueTooLong }
        guard !value.text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        self.name = name
        self.value = value
    }

    /// Lower-case names that a caller cannot add.
    ///
    /// Bcc would tell every reader who else got the mail.
    private static let reserved: Set<String> = [
        "apparently-to", "auto-submitted", "bcc", "cc", "date", "from", "message-id", "mime-version", "received",
        "references", "reply-to", "return-path", "sender", "subject", "to", "x-auto-response-suppress",
    ]

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// The first rule that a name or a value breaks on its way to an ``ExtraHeader``.
package enum ExtraHeaderError: Error, Hashable, CustomStringConvertible {
    case badName, reservedName, valueTooLong, controlCharacter

    /// What is wrong, and what to write instead.
    package var description: String {
        switch self {
        case .badName: "a header name has 1 to 60 ASCII letters, digits and hyphens"
        case .reservedName: "this header is written by the service or by mail servers and cannot be added"
        case .valueTooLong: "the value of an added header is longer than 900 bytes"
        case .controlCharacter: "the value of an added header contains a control character"
        }
    }
}
