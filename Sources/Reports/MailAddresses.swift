/// The addresses in a line, in order, each with where it stands among the bytes.
func addressPlaces(in line: [UInt8]) -> [(address: String, range: Range<Int>)] {
    var found: [(address: String, range: Range<Int>)] = []
    var index = 0
    while let at = line[index...].firstIndex(of: UInt8(ascii: "@")), found.count < 200 {
        index = at + 1
        var start = at
        let floor = max(found.last?.range.upperBound ?? 0, at - 320)
        if at > floor, line[at - 1] == UInt8(ascii: "\""),
            let quote = line[floor..<(at - 1)].lastIndex(of: UInt8(ascii: "\""))
        {
            start = quote
        } else {
            while start > floor, isLocalByte(line[start - 1]) { start -= 1 }
        }
        while start < at, line[start] == UInt8(ascii: "'") || line[start] == UInt8(ascii: "=") { start += 1 }
        var end = at + 1
        while end < line.count, end - at < 256, isDomainByte(line[end]) { end += 1 }
        while end > at + 1, line[end - 1] == UInt8(ascii: ".") || line[end - 1] == UInt8(ascii: "-") { end -= 1 }
        guard start < at, end > at + 1 else { continue }
        found.append((String(decoding: line[start..<end], as: UTF8.self), start..<end))
        index = end
    }
    return found
}

/// The addresses in a text, in order.
func addresses(in text: String) -> [String] {
    addressPlaces(in: Array(text.utf8.prefix(65_536))).map(\.address)
}

private func isLocalByte(_ byte: UInt8) -> Bool {
    byte.isDigit || byte.isLetter || byte >= 0x80 || "!#$%&'*+-/=?^_`{|}~.".utf8.contains(byte)
}

private func isDomainByte(_ byte: UInt8) -> Bool {
    byte.isDigit || byte.isLetter || byte >= 0x80 || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_")
}
