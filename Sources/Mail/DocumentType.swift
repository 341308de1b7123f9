/// What kind of document an e-mail is about.
package enum DocumentType: String, Codable, Hashable, Sendable, CaseIterable {
    case invoice
    case quote
    case creditNote = "credit_note"
    case orderConfirmation = "order_confirmation"
    case reminder
    case deliveryNote = "delivery_note"
    case workOrder = "work_order"
}
