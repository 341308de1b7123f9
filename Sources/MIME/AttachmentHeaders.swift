import Mail

extension HeaderBlock {
    /// Writes the headers of an attachment's part.
    ///
    /// The name stands in both headers, as readers look in either. GMime is not asked for these: it splits a long name
    /// within a character, and readers that decode piece by piece then show rubbish.
    init(_ attachment: MailAttachment, disposition: String = "attachment") throws(MIMEComposeError) {
        self.init()
        let name = attachment.name.text
        try append("Content-Type", words: parameterised("\(attachment.mediaType)", "name", name))
        try append("Content-Disposition", words: parameterised(disposition, "filename", name))
        try append("Content-Transfer-Encoding", words: ["base64"])
    }
}

/// A value with one parameter, quoted where that suffices and else in UTF-8 by RFC 2231.
private func parameterised(_ value: String, _ name: String, _ text: String) -> [String] {
    let isPlain = text.utf8.count <= 60 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    guard !isPlain || text.contains("=?") else {
        let quoted = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return ["\(value);", "\(name)=\"\(quoted)\""]
    }
    let pieces = percentEncodedPieces(text)
    let parameters = pieces.enumerated().map { index, piece in
        let section = pieces.count == 1 ? "*" : "*\(index)*"
        return "\(name)\(section)=\(index == 0 ? "utf-8''" : "")\(piece)"
    }
    return ["\(value);"] + parameters.dropLast().map { "\($0);" } + parameters.suffix(1)
}

/// The text percent-encoded, in pieces of at most 48 columns that end with a character.
private func percentEncodedPieces(_ text: String) -> [String] {
    var pieces = [""]
    for scalar in text.unicodeScalars {
        let encoded = String(scalar).utf8.map(percentEncoded).joined()
        if pieces[pieces.count - 1].utf8.count + encoded.utf8.count > 48 {
            pieces.append("")
        }
        pieces[pieces.count - 1] += encoded
    }
    return pieces
}

private func percentEncoded(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        String(UnicodeScalar(byte))
    default:
        "%" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
