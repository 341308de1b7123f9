/// Splits text for a header into words that a fold may separate, encoding it where it is not plain (RFC 2047).
///
/// Plain text stays readable and comes back from its words joined by single spaces. GMime's own encoder is not used for
/// this: it passes text that merely looks like an encoded word, trims spaces, and encodes long links.
///
/// - Parameters:
///   - text: What the header says.
///   - longestWord: How many bytes a plain word may have; text with a longer one is encoded.
/// - Returns: Words without spaces, in ASCII; none for empty text.
func headerWords(_ text: String, longestWord: Int = 60) -> [String] {
    guard !text.isEmpty else { return [] }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let isPlain = words.allSatisfy { word in
        !word.isEmpty && word.utf8.count <= longestWord && word.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
    return isPlain && !text.contains("=?") ? words.map(String.init) : encodedWords(text)
}

/// The whole text as RFC 2047 words in UTF-8; readers drop the spaces between two of them.
///
/// They are always of the Q kind, although base64 would be shorter for many scripts: GMime's decoder, like some others,
/// reads the base64 of neighbouring words as one stream and stumbles over the padding between them.
private func encodedWords(_ text: String) -> [String] {
    var contents = [""]
    for scalar in text.unicodeScalars {
        // No word may end within a character. 52 columns make a word of 64, which fits after each name of our own.
        let encoded = String(scalar).utf8.map(quoted).joined()
        if contents[contents.count - 1].utf8.count + encoded.utf8.count > 52 {
            contents.append("")
        }
        contents[contents.count - 1] += encoded
    }
    return contents.map { "=?utf-8?Q?\($0)?=" }
}

/// A byte in the Q encoding that may stand in a name as well as in a subject (RFC 2047 §5 (3)).
private func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: " "): "_"
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        String(UnicodeScalar(byte))
    default:
        "=" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
