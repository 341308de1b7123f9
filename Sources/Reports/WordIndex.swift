/// The patterns of all rules, by the two bytes that they start with.
///
/// A text is read once, however many rules there are.
struct WordIndex: Sendable {
    private struct Entry: Sendable {
        let rule: Int
        let rank: Int
        let pattern: WordPattern
    }

    private let ruleCount: Int
    private let entries: [[Entry]]
    /// Where in `entries` the patterns with these two bytes are; zero, which is empty, where there are none.
    private let places: [UInt16]

    init(_ rules: [WordRule]) {
        ruleCount = rules.count
        var entries: [[Entry]] = [[]]
        var places = [UInt16](repeating: 0, count: 1 << 16)
        for (number, rule) in rules.enumerated() {
            for (rank, pattern) in rule.patterns.enumerated() {
                guard let pair = pattern.firstPair else { continue }
                if places[pair] == 0 {
                    places[pair] = UInt16(entries.count)
                    entries.append([])
                }
                entries[Int(places[pair])].append(Entry(rule: number, rank: rank, pattern: pattern))
            }
        }
        self.entries = entries
        self.places = places
    }

    /// For each rule, where the first of its patterns that occurs stands first; nil where none does.
    func find(in text: SearchText) -> [Range<Int>?] {
        var found = [Range<Int>?](repeating: nil, count: ruleCount)
        var ranks = [Int](repeating: .max, count: ruleCount)
        let bytes = text.folded
        for index in bytes.indices.dropLast() {
            let place = places[Int(bytes[index]) << 8 | Int(bytes[index + 1])]
            guard place != 0 else { continue }
            for entry in entries[Int(place)] where entry.rank < ranks[entry.rule] {
                guard let range = entry.pattern.range(at: index, in: text) else { continue }
                (found[entry.rule], ranks[entry.rule]) = (range, entry.rank)
            }
        }
        return found
    }
}

/// A text, and where the words of a rule set stand in it.
struct JudgedText: Sendable {
    let text: SearchText
    /// One for each rule of ``ReportRules/words``.
    let places: [Range<Int>?]

    init(_ text: SearchText, by rules: ReportRules) {
        self.text = text
        places = rules.index.find(in: text)
    }
}
