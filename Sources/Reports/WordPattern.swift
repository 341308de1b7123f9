/// Words that a rule looks for.
///
/// Written in small letters. `*` stands for at most 120 bytes of anything, `|` at an end for the edge of a word.
struct WordPattern: Sendable, ExpressibleByStringLiteral {
    private let pieces: [[UInt8]]
    private let pairs: [Int]
    private let startsAtWord: Bool
    private let endsAtWord: Bool

    init(stringLiteral text: String) {
        startsAtWord = text.hasPrefix("|")
        endsAtWord = text.hasSuffix("|")
        pieces = text.split(separator: "*").map { piece in piece.utf8.filter { $0 != UInt8(ascii: "|") } }
        pairs = pieces.flatMap { piece in zip(piece, piece.dropFirst()).map { Int($0) << 8 | Int($1) } }
    }

    /// The first two bytes, as one number; nil for a pattern too short to be looked for.
    var firstPair: Int? {
        guard let piece = pieces.first, piece.count >= 2 else { return nil }
        return Int(piece[0]) << 8 | Int(piece[1])
    }

    /// Where the words stand if they start at a place; nil where they do not.
    func range(at start: Int, in searched: SearchText) -> Range<Int>? {
        let text = searched.folded
        guard let piece = pieces.first, start + piece.count <= text.count else { return nil }
        var offset = 2
        while offset < piece.count, text[start + offset] == piece[offset] { offset += 1 }
        guard offset >= piece.count, searched.mayHold(pairs) else { return nil }
        return match(start..<(start + piece.count), in: text)
    }

    /// Where the words stand first; nil where they do not.
    func firstRange(in searched: SearchText) -> Range<Int>? {
        guard searched.mayHold(pairs) else { return nil }
        let text = searched.folded
        var start = 0
        while let first = find(pieces.first ?? [], in: text, from: start, to: text.count) {
            if let range = match(first, in: text) { return range }
            start = first.lowerBound + 1
        }
        return nil
    }

    private func match(_ first: Range<Int>, in text: [UInt8]) -> Range<Int>? {
        if startsAtWord, first.lowerBound > 0, isWordByte(text[first.lowerBound - 1]) { return nil }
        var end = first.upperBound
        for piece in pieces.dropFirst() {
            guard let next = find(piece, in: text, from: end, to: min(text.count, end + 120 + piece.count)) else {
                return nil
            }
            end = next.upperBound
        }
        if endsAtWord, end < text.count, isWordByte(text[end]) { return nil }
        return first.lowerBound..<end
    }

    private func isWordByte(_ byte: UInt8) -> Bool { byte.isDigit || byte.isLetter || byte >= 0x80 }
}

/// Where `piece` first stands wholly within a stretch of `text`.
func find(_ piece: [UInt8], in text: [UInt8], from start: Int, to end: Int) -> Range<Int>? {
    guard let lead = piece.first, end - start >= piece.count else { return nil }
    return text.withUnsafeBufferPointer { text in
        piece.withUnsafeBufferPointer { piece in
            var index = start
            let last = end - piece.count
            while index <= last {
                if text[index] == lead {
                    var offset = 1
                    while offset < piece.count, text[index + offset] == piece[offset] { offset += 1 }
                    if offset == piece.count { return index..<(index + piece.count) }
                }
                index += 1
            }
            return nil
        }
    }
}
