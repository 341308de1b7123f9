/// What a text can name of the document it is about: `%document-number%` and so on.
///
/// Written with a capital, as `%Document-type%`, the value begins with a capital too.
package enum TextVariable: String, Codable, Hashable, Sendable, CaseIterable {
    case amount
    case clientName = "client-name"
    case clientNumber = "client-number"
    case companyName = "company-name"
    case documentNumber = "document-number"
    case documentType = "document-type"
    case dueDate = "due-date"
    case issueDate = "issue-date"
    case percent
    case salutation

    /// What it stands for, in a sentence.
    package var meaning: String {
        switch self {
        case .amount: "The document's total with its currency, written as the language does."
        case .clientName: "The customer's name."
        case .clientNumber: "The caller's own id of the customer."
        case .companyName: "The sender's company."
        case .documentNumber: "The number printed on the document."
        case .documentType: "What the document is, such as invoice, in the language of the text."
        case .dueDate: "The day the document falls due; without value once the document is paid."
        case .issueDate: "The day the document was issued."
        case .percent: "A percent sign, where it would begin a variable."
        case .salutation: "The line that a letter begins with, with the customer's name where it is known."
        }
    }

    /// The known variable that a name was probably meant to be; nil where none is close.
    package static func nearest(to name: String) -> TextVariable? {
        let name = name.lowercased().replacing("_", with: "-")
        let distances = allCases.map { ($0, editDistance($0.rawValue, name)) }
        guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
        if best.1 <= max(2, best.0.rawValue.count / 3) { return best.0 }
        return allCases.first { $0.rawValue.split(separator: "-").contains { $0 == name } }
    }

    /// How many letters have to be put in, taken out or changed to make one text the other (Levenshtein).
    private static func editDistance(_ first: String, _ second: String) -> Int {
        let second = Array(second.utf8.prefix(64))
        var row = Array(0...second.count)
        for (index, letter) in first.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in second.enumerated() {
                let change = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(change, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[second.count]
    }
}
