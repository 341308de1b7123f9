import Mail

/// The subject and text that a message gets where the caller gives none.
struct DocumentWords {
    let subject: String
    let text: String

    init(_ document: Document?) {
        let title = document.map { "\($0.type.title) \($0.number)" } ?? "Message"
        subject = title
        let amount = document?.total.map { " The total is \($0.currency) \($0.amount)." } ?? ""
        let due = document?.dueOn.map { " It is due on \($0)." } ?? ""
        let subject = document.map { $0.type.title.lowercased() + " \($0.number)" } ?? "message"
        text = "Dear customer,\n\nPlease find your \(subject) here.\(amount)\(due)\n\nWith kind regards\n"
    }
}

extension DocumentType {
    /// The name of the kind of document, in English.
    var title: String {
        switch self {
        case .invoice: "Invoice"
        case .quote: "Quote"
        case .creditNote: "Credit note"
        case .orderConfirmation: "Order confirmation"
        case .reminder: "Reminder"
        case .deliveryNote: "Delivery note"
        case .workOrder: "Work order"
        }
    }
}
