/// What kind of document an e-mail is about.
package enum DocumentType: String, Codable, Hashable, Sendable, CaseIterable {
    case invoice
    case quote
    case creditNote = "credit_note"
    case orderConfirmation = "order_confirmation"
    case reminder
    case deliveryNote = "delivery_note"
    case workOrder = "work_order"

    /// Reads the name of a kind; for any other text, the error lists the names there are.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let type = Self(rawValue: name) else {
            let names = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not one of \(names)")
        }
        self = type
    }
}
