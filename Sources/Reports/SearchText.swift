/// A text made ready for the rules: one line, small ASCII letters, addresses hidden, repeated reply codes taken out.
///
/// Addresses are hidden because people choose them: `mailbox-full@example.com` says nothing about a mailbox.
struct SearchText: Sendable {
    /// The text on one line, as written.
    let shown: [UInt8]
    /// The same bytes for searching.
    let folded: [UInt8]
    /// Which pairs of bytes occur, so that most words are ruled out without a search.
    private let pairs: [UInt64]

    var isEmpty: Bool { shown.isEmpty }

    /// Takes at most `limit` bytes of the text.
    init(_ text: some StringProtocol, limit: Int = 8192) {
        var shown: [UInt8] = []
        var leadingCode: ArraySlice<UInt8>?
        for word in Array(text.utf8.prefix(limit)).split(whereSeparator: { $0 <= 0x20 || $0 == 0x7F }) {
            // Lines of a reply all start with `550-5.7.1`; amid the sentence they stand in its way.
            if isReplyPrefix(word) {
                if let leadingCode, leadingCode.prefix(3) == word.prefix(3) { continue }
                leadingCode = word
            }
            if !shown.isEmpty { shown.append(UInt8(ascii: " ")) }
            shown += word
        }
        var folded = shown.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        for (_, range) in addressPlaces(in: folded) {
            for index in range { folded[index] = 1 }
        }
        Self.hidePaths(in: &folded)
        var pairs = [UInt64](repeating: 0, count: 1024)
        var previous: Int?
        for byte in folded {
            if let previous { pairs[(previous << 8 | Int(byte)) >> 6] |= 1 << UInt64(byte & 63) }
            previous = Int(byte)
        }
        self.pairs = pairs
        self.shown = shown
        self.folded = folded
    }

    /// Whether the text may hold all of these pairs of bytes.
    func mayHold(_ wanted: [Int]) -> Bool {
        for pair in wanted where pairs[pair >> 6] & (1 << UInt64(pair & 63)) == 0 { return false }
        return true
    }

    /// Whether any of the words stand in the text.
    func holds(_ patterns: [WordPattern]) -> Bool {
        patterns.contains { $0.firstRange(in: self) != nil }
    }

    /// Hides the paths of links: their words are those of a help page.
    private static func hidePaths(in text: inout [UInt8]) {
        let mark = Array("://".utf8)
        var index = 0
        while index + 3 < text.count {
            guard text[index] == mark[0], text[index + 1] == mark[1], text[index + 2] == mark[1] else {
                index += 1
                continue
            }
            index += 3
            while index < text.count, text[index] > 0x20, text[index] != mark[1] { index += 1 }
            while index < text.count, text[index] > 0x20, text[index] != UInt8(ascii: ">") {
                text[index] = 1
                index += 1
            }
        }
    }

    /// At most 300 bytes around a place, cut at words.
    func quote(around range: Range<Int>) -> String {
        guard shown.count > 300 else { return String(decoding: shown, as: UTF8.self) }
        var start = max(0, range.lowerBound - 100)
        var end = min(shown.count, max(range.upperBound, start) + 140, start + 290)
        while start > 0, start < range.lowerBound, shown[start - 1] != UInt8(ascii: " ") { start += 1 }
        while end < shown.count, end > range.upperBound, shown[end] != UInt8(ascii: " ") { end -= 1 }
        return String(decoding: shown[start..<end], as: UTF8.self)
    }
}

/// Whether a word is `550-5.7.1` or `550-`, as a line of a reply starts that is not its last.
private func isReplyPrefix(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 4, word.count <= 14, word.prefix(3).allSatisfy(\.isDigit),
        word[word.startIndex + 3] == UInt8(ascii: "-")
    else { return false }
    return word.dropFirst(4).allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
}
