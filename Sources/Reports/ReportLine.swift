/// A line of what a report says, with what is asked about it again and again.
struct ReportLine: Sendable {
    let text: Substring
    /// In small ASCII letters, where it may hold an address; else empty.
    private let folded: [UInt8]
    /// How many bytes of it are no white space.
    let inkedBytes: Int
    /// Whether it may hold an address.
    let hasSign: Bool
    /// Whether it parts one section from the next.
    let isRule: Bool

    init(_ text: Substring) {
        self.text = text
        hasSign = text.utf8.contains(UInt8(ascii: "@"))
        folded = hasSign ? text.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 } : []
        inkedBytes = text.utf8.count { $0 > 0x20 }
        let inked = text.utf8.drop { $0 <= 0x20 }
        let first = inked.first ?? 0
        isRule = "-=_*".utf8.contains(first) && inked.prefix(5).count { $0 == first } == 5
    }

    /// Whether any of these words, in small letters, stands in a line that may hold an address.
    func holds(_ words: [[UInt8]]) -> Bool {
        words.contains { find($0, in: folded, from: 0, to: folded.count) != nil }
    }
}
