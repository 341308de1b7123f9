import Foundation

/// Where the next page of a list begins, as text that means nothing to a caller.
///
/// A list is ordered by ledger positions, newest first, and a cursor holds the last position shown. Rows that are added
/// meanwhile have higher positions, so they never shift what a cursor points at.
package struct PageCursor: Hashable, Sendable {
    /// The list that the cursor belongs to, one letter.
    package let list: Character
    /// The last position shown.
    package let position: Int64

    /// Makes a cursor.
    package init(list: Character, position: Int64) {
        self.list = list
        self.position = position
    }

    /// The cursor in base64url (RFC 4648 §5) without padding.
    package var text: String {
        Data("\(list)\(position)".utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Reads a cursor of a list.
    ///
    /// - Throws: ``PageCursorError/malformed`` for text that ``text`` did not write, or wrote for another list.
    package init(parsing text: String, list: Character) throws(PageCursorError) {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard
            text.utf8.count <= 32,
            let data = Data(base64Encoded: standard),
            let plain = String(data: data, encoding: .utf8),
            plain.first == list,
            let position = Int64(plain.dropFirst()), position >= 0
        else { throw .malformed }
        self.init(list: list, position: position)
        guard self.text == text else { throw .malformed }
    }
}

/// Why a cursor was refused.
package enum PageCursorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is not one that this list gave out.
    case malformed

    /// What to do instead.
    package var description: String {
        "the cursor is not one that this list gave out; start without a cursor, or pass \"next\" unchanged"
    }
}
