import Mail

/// What the variables of a text stand for in one mail.
package struct TextValues: Hashable, Sendable {
    /// The language in which amounts, days and names of documents are written.
    package let language: StatusLanguage
    private let values: [TextVariable: String]

    /// Takes the values out of what is known.
    ///
    /// - Parameters:
    ///   - document: The document that the mail is about.
    ///   - clientName: The customer's name; that on the document where it is nil.
    ///   - companyName: The sender's company.
    ///   - language: In which language they are written.
    package init(document: Document?, clientName: String?, companyName: String, language: StatusLanguage) {
        self.language = language
        let name = [document?.customer?.name, clientName].compactMap(\.self).first { !$0.isEmpty }
        var values: [TextVariable: String] = [
            .companyName: companyName, .percent: "%", .salutation: language.salutation(name),
        ]
        values[.clientName] = name
        if let document {
            values[.documentNumber] = document.number
            values[.documentType] = language.noun(document.type)
            values[.clientNumber] = document.customer?.id
            values[.amount] = document.total.map { MoneyText.format($0, in: language) }
            values[.issueDate] = document.issuedOn.map { DayText.format($0, in: language) }
            // Nobody is asked to pay by a day what is paid.
            if document.paid != true { values[.dueDate] = document.dueOn.map { DayText.format($0, in: language) } }
        }
        self.values = values
    }

    /// What a variable stands for; nil where that is not known.
    package subscript(_ variable: TextVariable) -> String? { values[variable] }
}

extension StatusLanguage {
    /// The line that a letter begins with.
    func salutation(_ name: String?) -> String {
        switch self {
        case .dutch: name.map { "Beste \($0)," } ?? "Geachte heer, mevrouw,"
        case .french: name.map { "Bonjour \($0)," } ?? "Madame, Monsieur,"
        case .english: name.map { "Dear \($0)," } ?? "Dear Sir or Madam,"
        case .spanish: name.map { "A la atención de \($0):" } ?? "Estimados señores:"
        }
    }
}
