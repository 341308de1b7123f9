/// A customer was registered, or registered anew.
package struct CustomerRegistered: Codable, Hashable, Sendable {
    /// The card; what of it is personal is sealed, so after an erasure parts of it are nil.
    package var customer: CustomerCard

    /// States the fact.
    package init(customer: CustomerCard) {
        self.customer = customer
    }
}

/// A contact card: who gets which documents, and in which language.
package struct CustomerCard: Codable, Hashable, Sendable {
    /// An address on a card.
    package struct Contact: Codable, Hashable, Sendable {
        /// The address; sealed with the person's key.
        package var address: String?
        /// The name beside it; sealed with the person's key.
        package var name: String?

        /// Makes a contact.
        package init(address: String?, name: String? = nil) {
            self.address = address
            self.name = name
        }
    }

    /// How the customer gets one kind of document.
    package struct Delivery: Codable, Hashable, Sendable {
        /// The numbers of the contacts addressed; nil leaves it to the organization.
        package var to: [String]?
        /// The numbers of the contacts copied.
        package var cc: [String]?
        /// Whether a program should mail such a document without being asked; nil leaves it to the organization.
        package var mailByDefault: Bool?
        /// Which files go along: `pdf`, `ubl` or `pdf+ubl`; nil leaves it to the organization.
        package var files: String?
        /// Whether opens may be tracked: `never`, `onRequest` or `always`; nil leaves it to the organization.
        package var tracking: String?

        /// Makes an empty delivery, to be filled field by field.
        package init() {}
    }

    /// The caller's own id; sealed with the organization's key.
    package var id: String?
    /// The name; sealed with the organization's key.
    package var name: String?
    /// The language of texts, as a BCP 47 tag.
    package var language: String?
    /// Whether opens may be tracked, for all kinds of documents; nil leaves it to the organization.
    package var tracking: String?
    /// The addresses, by number (from 1, as decimal text).
    package var contacts: [String: Contact]
    /// How each kind of document is delivered, by the kind's name; what is missing goes to contact 1.
    package var deliveries: [String: Delivery]

    /// Makes a card.
    package init(
        id: String?,
        name: String?,
        language: String? = nil,
        tracking: String? = nil,
        contacts: [String: Contact] = [:],
        deliveries: [String: Delivery] = [:]
    ) {
        self.id = id
        self.name = name
        self.language = language
        self.tracking = tracking
        self.contacts = contacts
        self.deliveries = deliveries
    }

    /// The addresses in the order of their numbers.
    package var numberedContacts: [(number: Int, contact: Contact)] {
        contacts.compactMap { key, value in Int(key).map { ($0, value) } }.sorted { $0.0 < $1.0 }
    }
}
