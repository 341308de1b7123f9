/// The headers of a mail while they are written: order kept, lines folded, nothing but what was appended.
struct HeaderBlock {
    /// The lines so far, each with its CRLF.
    private(set) var bytes: [UInt8] = []

    /// The names so far.
    private(set) var names: [String] = []

    /// RFC 2047 §2 wants lines with encoded words to end here; RFC 5322 would allow two columns more.
    private static let width = 76

    /// Appends a header whose value may be folded between any two words.
    ///
    /// - Throws: ``MIMEComposeError/controlCharacter(header:)`` where a word would leave its line.
    mutating func append(_ name: String, words: [String]) throws(MIMEComposeError) {
        var line = Array("\(name):".utf8)
        for (index, word) in words.enumerated() {
            guard !word.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter(header: name) }
            if index > 0, line.count + 1 + word.utf8.count > Self.width {
                bytes += line
                bytes += "\r\n".utf8
                line = []
            }
            line.append(UInt8(ascii: " "))
            line += word.utf8
        }
        bytes += line
        bytes += "\r\n".utf8
        names.append(name)
    }
}
