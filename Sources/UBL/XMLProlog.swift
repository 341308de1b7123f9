/// What stands before the root element of an XML text.
///
/// It is read before any parser sees the text: a document type may name files and addresses, and repeat itself until the
/// memory is full.
enum XMLProlog {
    /// Refuses texts that are not UTF-8, and those with a document type.
    static func check(_ bytes: [UInt8]) throws(UBLError) {
        guard !bytes.isEmpty else { throw .empty }
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else { throw .notUTF8 }
        var rest = bytes[...]
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        if rest.starts(with: "<?xml".utf8) { try checkEncoding(rest) }
        while true {
            rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if rest.starts(with: "<?".utf8) {
                rest = try skip(past: "?>", in: rest)
            } else if rest.starts(with: "<!--".utf8) {
                rest = try skip(past: "-->", in: rest.dropFirst(4))
            } else {
                break
            }
        }
        // Nothing else may begin so before the root element.
        guard !rest.starts(with: "<!".utf8) else { throw .docType }
        guard rest.first == UInt8(ascii: "<") else { throw rest.isEmpty ? .empty : .malformed(line: 1) }
    }

    /// The declaration must not say that the bytes are anything but what was just found: UTF-8.
    private static func checkEncoding(_ rest: ArraySlice<UInt8>) throws(UBLError) {
        let declaration = String(decoding: rest.prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self).lowercased()
        guard let name = declaration.split(separator: "encoding").dropFirst().first else { return }
        let value = name.drop { " \t\r\n=\"'".contains($0) }.prefix { !"\"'".contains($0) }
        guard value == "utf-8" || value == "us-ascii" else { throw .notUTF8 }
    }

    private static func skip(past end: String, in rest: ArraySlice<UInt8>) throws(UBLError) -> ArraySlice<UInt8> {
        let end = Array(end.utf8)
        var place = rest.startIndex
        while place + end.count <= rest.endIndex {
            if rest[place..<place + end.count].elementsEqual(end) { return rest[(place + end.count)...] }
            place += 1
        }
        throw .malformed(line: 1)
    }
}
