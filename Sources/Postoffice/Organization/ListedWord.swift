/// A word that a caller chose out of a list; one that is not in it is refused with the whole list.
struct ListedWord<Word: CaseIterable & RawRepresentable<String>>: Decodable {
    let word: Word

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let word = Word(rawValue: text) else {
            let list = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "\(text.prefix(40)) is not one of \(list)"
                )
            )
        }
        self.word = word
    }
}
