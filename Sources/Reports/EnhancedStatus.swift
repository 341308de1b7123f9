/// An enhanced status code (RFC 3463).
struct EnhancedStatus: Hashable, Sendable, CustomStringConvertible {
    let kind: Int
    let subject: Int
    let detail: Int

    var description: String { "\(kind).\(subject).\(detail)" }

    /// Whether it says no more than its first digit.
    var isGeneric: Bool { subject == 0 && detail == 0 }

    /// The first status code in a text that stands by itself, such as in `550 5.1.1 unknown` or `5.0.0 (x)`.
    init?(firstIn text: [UInt8], from start: Int = 0) {
        // A code has five bytes at least, and its first point is the second.
        for index in text.indices.dropFirst(start).dropLast(4) where text[index + 1] == UInt8(ascii: ".") {
            guard let found = Self.code(in: text, at: index) else { continue }
            self = found
            return
        }
        return nil
    }

    /// The first status code in a text that stands by itself.
    init?(firstIn text: String) {
        self.init(firstIn: Array(text.utf8.prefix(4096)))
    }

    private init(kind: Int, subject: Int, detail: Int) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    private static func code(in text: [UInt8], at start: Int) -> EnhancedStatus? {
        let kind = Int(text[start]) - Int(UInt8(ascii: "0"))
        guard kind == 2 || kind == 4 || kind == 5 else { return nil }
        if start > 0, text[start - 1].isDigit || text[start - 1] == UInt8(ascii: ".") || text[start - 1].isLetter {
            return nil
        }
        var index = start + 1
        var numbers: [Int] = []
        while numbers.count < 2 {
            guard index < text.count, text[index] == UInt8(ascii: ".") else { return nil }
            let digits = text[(index + 1)...].prefix(4).prefix { $0.isDigit }
            guard (1...3).contains(digits.count), let number = Int(String(decoding: digits, as: UTF8.self)) else {
                return nil
            }
            numbers.append(number)
            index = digits.endIndex
        }
        // An IP address or a version has a fourth number, or letters.
        if index < text.count {
            let next = text[index]
            if next.isLetter || next == UInt8(ascii: "-") { return nil }
            if next == UInt8(ascii: "."), index + 1 < text.count, text[index + 1].isDigit { return nil }
        }
        // RFC 3463 and its registry end at 7.
        guard numbers[0] <= 7 else { return nil }
        return EnhancedStatus(kind: kind, subject: numbers[0], detail: numbers[1])
    }
}

extension UInt8 {
    /// Whether this is an ASCII digit.
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether this is an ASCII letter.
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
}
