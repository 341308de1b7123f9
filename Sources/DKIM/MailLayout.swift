/// Where the header fields and the body of a mail lie.
struct MailLayout {
    /// A header field, folded lines included.
    struct Field {
        /// The name in lower case.
        var name: String
        /// All of the field but its last line end.
        var range: Range<Int>
        /// Where the colon stands.
        var colon: Int
    }

    /// The fields in their order.
    private(set) var fields: [Field] = []
    /// Where the body begins; the mail's end where it has none.
    private(set) var bodyStart: Int

    /// Finds the fields; a bare CR or LF ends a line as CRLF does, for that is how the mail will cross the wire.
    ///
    /// - Throws: ``DKIMError/malformedHeader``.
    init(_ mail: UnsafeBufferPointer<UInt8>) throws(DKIMError) {
        var start = 0
        bodyStart = mail.count
        while start < mail.count {
            let (end, next) = Self.line(in: mail, from: start)
            if end == start {
                bodyStart = next
                return
            }
            if Self.isSpace(mail[start]) {
                guard let last = fields.indices.last else { throw .malformedHeader }
                fields[last].range = fields[last].range.lowerBound..<end
            } else {
                guard let colon = mail[start..<end].firstIndex(of: UInt8(ascii: ":")) else { throw .malformedHeader }
                var nameEnd = colon
                while nameEnd > start, Self.isSpace(mail[nameEnd - 1]) { nameEnd -= 1 }
                guard nameEnd > start, mail[start..<nameEnd].allSatisfy({ (0x21...0x7E).contains($0) }) else {
                    throw .malformedHeader
                }
                let name = String(decoding: mail[start..<nameEnd], as: UTF8.self).lowercased()
                fields.append(Field(name: name, range: start..<end, colon: colon))
            }
            start = next
        }
    }

    private static func line(in mail: UnsafeBufferPointer<UInt8>, from start: Int) -> (end: Int, next: Int) {
        var end = start
        while end < mail.count, mail[end] != 0x0D, mail[end] != 0x0A { end += 1 }
        guard end < mail.count else { return (end, end) }
        let isPair = mail[end] == 0x0D && end + 1 < mail.count && mail[end + 1] == 0x0A
        return (end, end + (isPair ? 2 : 1))
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
