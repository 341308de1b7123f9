/// A document as the calling program describes it: what the mail is about.
package struct Document: Codable, Hashable, Sendable {
    /// The caller's own id for it.
    package var id: String
    /// What kind of document it is.
    package var type: DocumentType
    /// The number printed on it.
    package var number: String
    /// Who it is for.
    package var customer: Customer?
    /// What it amounts to.
    package var total: Money?
    /// The day it was issued, as `YYYY-MM-DD`.
    package var issuedOn: String?
    /// The day it falls due, as `YYYY-MM-DD`.
    package var dueOn: String?
    /// Whether it is paid; nil if the caller does not say.
    package var paid: Bool?
    /// Its lines, if the caller gives them.
    package var lines: [DocumentLine]?

    /// Describes a document.
    package init(
        id: String,
        type: DocumentType,
        number: String,
        customer: Customer? = nil,
        total: Money? = nil,
        issuedOn: String? = nil,
        dueOn: String? = nil,
        paid: Bool? = nil,
        lines: [DocumentLine]? = nil
    ) {
        self.id = id
        self.type = type
        self.number = number
        self.customer = customer
        self.total = total
        self.issuedOn = issuedOn
        self.dueOn = dueOn
        self.paid = paid
        self.lines = lines
    }
}

/// Who a document is for.
package struct Customer: Codable, Hashable, Sendable {
    /// The caller's own id for the customer.
    package var id: String
    /// The name on the document.
    package var name: String?
    /// The language of the texts sent to the customer, as a BCP 47 tag.
    package var language: String?

    /// Describes a customer.
    package init(id: String, name: String? = nil, language: String? = nil) {
        self.id = id
        self.name = name
        self.language = language
    }
}

/// An amount in a currency.
package struct Money: Codable, Hashable, Sendable {
    /// The amount.
    package var amount: DecimalText
    /// The currency, as an ISO 4217 code.
    package var currency: String

    /// Makes an amount.
    package init(amount: DecimalText, currency: String) {
        self.amount = amount
        self.currency = currency
    }
}

/// One line of a document.
package struct DocumentLine: Codable, Hashable, Sendable {
    /// What was sold.
    package var description: String?
    /// How many.
    package var quantity: DecimalText?
    /// The price of one, without VAT.
    package var unitPrice: DecimalText?
    /// The VAT rate in per cent.
    package var vatRate: DecimalText?
    /// What the line comes to, without VAT.
    package var total: DecimalText?
}
