/// A document with something more before its last `</body>`, or at its end where it has none.
func insertedAtEnd(_ element: String, ofHTML html: String) -> String {
    let bytes = Array(html.utf8)
    let closing = Array("</body>".utf8)
    let starts = stride(from: bytes.count - closing.count, through: 0, by: -1)
    let place = starts.first { start in
        // Setting bit 5 makes ASCII letters small; the few other bytes that it changes are not in the tag.
        bytes[start] == closing[0]
            && zip(bytes[start...], closing).allSatisfy { $0 == $1 || (isLetter($1) && $0 | 0x20 == $1) }
    }
    guard let place else { return html + element }
    return String(decoding: bytes[..<place], as: UTF8.self) + element
        + String(decoding: bytes[place...], as: UTF8.self)
}

private func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
}
