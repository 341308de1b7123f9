/// Checks a finished mail without its attachments against what was asked for.
///
/// Everything that goes in is checked before; this finds what a mistake there, or GMime, let through.
///
/// - Parameters:
///   - mail: The headers, the empty line and the content.
///   - headerNames: The names that the headers must have, in order.
///   - internationalHeaders: How many bytes at the start may be above 127.
/// - Throws: The first rule that the mail breaks.
func checkMail(_ mail: [UInt8], headerNames: [String], internationalHeaders: Int) throws(MIMEComposeError) {
    guard mail[min(internationalHeaders, mail.count)...].allSatisfy({ $0 < 0x80 }) else { throw .malformedOutput }
    try checkLines(mail)
    guard headers(of: mail[...]) == headerNames else { throw .unexpectedHeaders }
}

/// Checks the headers of an attachment's part in the same way.
func checkHeaders(_ block: HeaderBlock) throws(MIMEComposeError) {
    guard block.bytes.allSatisfy({ $0 < 0x80 }) else { throw .malformedOutput }
    try checkLines(block.bytes)
    // An empty line would end the headers here, and show too few names.
    guard headers(of: block.bytes[...]) == block.names else { throw .unexpectedHeaders }
}

/// CR and LF only together, no NUL, and no line above the 998 bytes of RFC 5322 §2.1.1.
private func checkLines(_ bytes: [UInt8]) throws(MIMEComposeError) {
    var length = 0
    var previous: UInt8 = 0
    for byte in bytes {
        if byte == UInt8(ascii: "\n") {
            guard previous == UInt8(ascii: "\r") else { throw .malformedOutput }
            length = 0
        } else {
            guard previous != UInt8(ascii: "\r"), byte != 0 else { throw .malformedOutput }
            length += byte == UInt8(ascii: "\r") ? 0 : 1
            guard length <= 998 else { throw .malformedOutput }
        }
        previous = byte
    }
    guard previous == UInt8(ascii: "\n") else { throw .malformedOutput }
}

/// The names of the headers before the first empty line, in order; nil for a line that is no header.
private func headers(of bytes: ArraySlice<UInt8>) -> [String]? {
    var names: [String] = []
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        guard let first = line.first, first != UInt8(ascii: "\r") else { break }
        if first == UInt8(ascii: " ") || first == UInt8(ascii: "\t") {
            guard !names.isEmpty else { return nil }
        } else {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            names.append(String(decoding: line[..<colon], as: UTF8.self))
        }
    }
    return names
}
