import Mail

/// Which of a document's files go along with a mail.
package enum DocumentFiles: String, Codable, Hashable, Sendable, CaseIterable {
    case pdf
    case ubl
    case both = "pdf+ubl"

    /// The kinds of files asked for.
    package var kinds: Set<FileKind> {
        switch self {
        case .pdf: [.pdf]
        case .ubl: [.ubl]
        case .both: [.pdf, .ubl]
        }
    }
}

/// What a document's file is.
package enum FileKind: String, Codable, Hashable, Sendable, CaseIterable {
    case pdf
    case ubl
}

extension Problems {
    /// Checks an address with the name beside it; its parts are named under the field.
    mutating func mailbox(_ given: MessageRequest.Address, at field: String) -> Mailbox? {
        let address = parse("\(field).address") { try EmailAddress(parsing: given.address) }
        let name = given.name.flatMap { name in
            parse("\(field).name") { try HeaderText(parsing: name, limit: 200) }
        }
        return address.map { Mailbox(address: $0, name: name) }
    }

    /// Checks that a text names a kind of document.
    mutating func checkDocumentType(_ name: String, at field: String) {
        guard DocumentType(rawValue: name) == nil else { return }
        let names = DocumentType.allCases.map(\.rawValue).joined(separator: ", ")
        add(field, "names \(name.prefix(40).debugDescription), which is not one of \(names)")
    }

    /// Checks that a text names a choice of files.
    mutating func checkFiles(_ text: String?, at field: String) {
        checkChoice(text, DocumentFiles.self, at: field)
    }

    /// Checks that a text names a tracking wish.
    mutating func checkTracking(_ text: String?, at field: String) {
        checkChoice(text, TrackingPolicy.self, at: field)
    }

    private mutating func checkChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ text: String?,
        _ type: Choice.Type,
        at field: String
    ) {
        guard let text, Choice(rawValue: text) == nil else { return }
        add(field, "is not one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
}
