extension ParsedMail.Part {
    /// The content as text, by the charset that the part names; see ``decodedText(_:charset:)``.
    ///
    /// Only the first `limit` bytes are read.
    package func text(limit: Int) -> String {
        // A cut within a character must not make the whole text unreadable in its charset.
        guard bytes.count > limit else { return decodedText(bytes, charset: charset) }
        let end = bytes[..<limit].lastIndex(of: UInt8(ascii: "\n")) ?? limit
        return decodedText(Array(bytes[..<end]), charset: charset)
    }
}
