/// Splits text for a header into words that a fold may separate, encoding it where it is not plain (RFC 2047).
///
/// Plain text stays readable and comes back from its words joined by single spaces. GMime's own encoder is not used for
/// this: it passes text that merely looks like an encoded word, trims spaces, and encodes long links.
///
/// - Parameters:
///   - text: What the header says.
///   - longestWord: How many bytes a plain word may have; text with a longer one is encoded.
/// - Returns: Words in ASCII without spaces; none for empty text.
func headerWords(_ text: String, longestWord: Int = 60) -> [String] {
    guard !text.isEmpty else { return [] }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let isPlain = words.allSatisfy { word in
        !word.isEmpty && word.utf8.count <= longestWord && word.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
    return isPlain && !text.contains("=?") ? words.map(String.init) : encodedWords(text)
}

/// The whole text as RFC 2047 words in UTF-8; readers drop the spaces between two of them.
private func encodedWords(_ text: String) -> [String] {
    // 39 bytes make a word of 64, which fits after the longest name in a line of 76. No word may end within a character.
    var chunks: [[UInt8]] = [[]]
    for scalar in text.unicodeScalars {
        let bytes = Array(String(scalar).utf8)
        if chunks[chunks.count - 1].count + bytes.count > 39 {
            chunks.append([])
        }
        chunks[chunks.count - 1] += bytes
    }
    return chunks.map { chunk in
        let base64 = ComposedMail.base64Lines(chunk).dropLast(2)
        return "=?utf-8?B?\(String(decoding: base64, as: UTF8.self))?="
    }
}
