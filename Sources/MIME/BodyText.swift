import CGMime

/// A text as it travels: every line end a CRLF, and the encoding that suits it.
struct BodyText {
    /// The text with CRLF line ends.
    let bytes: [UInt8]

    /// Quoted-printable keeps text readable in transit, but triples what is not ASCII; then base64 is shorter.
    var encoding: GMimeContentEncoding {
        let international = bytes.count { $0 >= 0x80 }
        return international * 3 > bytes.count ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE
    }

    /// Takes CR, LF and CRLF for one line end each.
    ///
    /// - Throws: ``MIMEComposeError/nulInText``.
    init(_ text: String) throws(MIMEComposeError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 32)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case 0: throw .nulInText
            case UInt8(ascii: "\r"): bytes += "\r\n".utf8
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"): break
            case UInt8(ascii: "\n"): bytes += "\r\n".utf8
            default: bytes.append(byte)
            }
            previous = byte
        }
        self.bytes = bytes
    }
}
