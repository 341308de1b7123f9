import Mail

/// Makes a mail name its own recipient alone, for interfaces that take the envelope from the header.
enum OwnRecipientHeader {
    /// The mail with one To and no Cc or Bcc; the same bytes where that is so already.
    static func apply(_ address: EmailAddress, to mail: [UInt8]) -> [UInt8] {
        let fields = Self.fields(of: mail)
        let naming = fields.filter { ["to", "cc", "bcc"].contains($0.name) }
        if naming.count == 1, let only = naming.first, only.name == "to", names(mail[only.range], only: address) {
            return mail
        }
        var made: [UInt8] = []
        made.reserveCapacity(mail.count)
        let line = Array("To: <\(address)>\r\n".utf8)
        var position = mail.startIndex
        var isWritten = false
        for field in naming {
            made += mail[position..<field.range.lowerBound]
            if !isWritten { made += line }
            isWritten = true
            position = field.range.upperBound
        }
        return (isWritten ? [] : line) + made + mail[position...]
    }

    /// The value of a header as it stands in the mail, unfolded; nil where there is none.
    static func value(of name: String, in mail: [UInt8]) -> String? {
        guard let field = fields(of: mail).first(where: { $0.name == name.lowercased() }) else { return nil }
        let text = String(decoding: mail[field.range], as: UTF8.self)
        return text.drop { $0 != ":" }.dropFirst().split { $0.isWhitespace }.joined(separator: " ")
    }

    private static func names(_ field: ArraySlice<UInt8>, only address: EmailAddress) -> Bool {
        let text = String(decoding: field, as: UTF8.self).drop { $0 != ":" }.dropFirst()
        guard text.count(where: { $0 == "@" }) == 1 else { return false }
        let inner = text.lastIndex(of: "<").map { text[$0...].dropFirst().prefix { $0 != ">" } } ?? text
        let written = inner.split { $0.isWhitespace }.joined()
        // An international domain stands in the header as xn--; then the line is written anew, which harms nothing.
        return written.lowercased() == address.normalized
    }

    /// The fields of the header, each with its continuation lines.
    private static func fields(of mail: [UInt8]) -> [(name: String, range: Range<Int>)] {
        var fields: [(name: String, range: Range<Int>)] = []
        var start = mail.startIndex
        while start < mail.endIndex {
            let end = (mail[start...].firstIndex(of: UInt8(ascii: "\n")) ?? mail.endIndex - 1) + 1
            let line = mail[start..<end]
            guard let first = line.first, first != UInt8(ascii: "\r"), first != UInt8(ascii: "\n") else { break }
            if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t"), let last = fields.last {
                fields[fields.count - 1].range = last.range.lowerBound..<end
            } else {
                let name = String(decoding: line.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
                fields.append((name.lowercased(), start..<end))
            }
            start = end
        }
        return fields
    }
}
