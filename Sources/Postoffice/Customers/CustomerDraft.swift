import Mail

/// A customer as a caller describes it, and as it is read back: the JSON shape of `/v1/customers`.
package struct CustomerDraft: Codable, Hashable, Sendable {
    /// How the customer gets one kind of document.
    package struct Delivery: Codable, Hashable, Sendable {
        /// The addresses in To, each one of the contacts.
        package var to: [String]?
        /// The addresses in Cc, each one of the contacts.
        package var cc: [String]?
        /// Whether such a document is mailed without being asked for.
        package var mailByDefault: Bool?
        /// Which files go along: `pdf`, `ubl` or `pdf+ubl`.
        package var files: String?
        /// Whether opens may be tracked: `never`, `onRequest` or `always`.
        package var tracking: String?

        /// Says nothing yet, to be filled field by field.
        package init() {}
    }

    /// The caller's own id; may be missing where the path names it.
    package var id: String?
    /// The name.
    package var name: String?
    /// The language of texts, as a BCP 47 tag.
    package var language: String?
    /// Whether opens may be tracked, for all kinds of documents.
    package var tracking: String?
    /// The addresses; the first gets what no delivery says otherwise.
    package var contacts: [MessageRequest.Address]?
    /// How each kind of document is delivered, by the kind's name.
    package var deliveries: [String: Delivery]?

    /// Describes nothing yet, to be filled field by field.
    package init() {}
}

extension CustomerDraft {
    /// The most addresses of one customer.
    static let contactLimit = 50

    /// Describes a card; contacts whose persons were erased are left out.
    init(_ card: CustomerCard) {
        id = card.id
        name = card.name
        language = card.language
        tracking = card.tracking
        contacts = card.numberedContacts.compactMap { _, contact in
            contact.address.map { MessageRequest.Address(address: $0, name: contact.name) }
        }
        deliveries = card.deliveries.mapValues { delivery in
            var described = Delivery()
            described.to = delivery.to.map(card.addresses)
            described.cc = delivery.cc.map(card.addresses)
            described.mailByDefault = delivery.mailByDefault
            described.files = delivery.files
            described.tracking = delivery.tracking
            return described
        }
    }

    /// The card that the draft describes.
    ///
    /// - Parameter pathID: The id that the path names; nil where the draft has to.
    /// - Returns: The card.
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong.
    func card(pathID: String? = nil) throws(PostofficeError) -> CustomerCard {
        var problems = Problems()
        let id = checkedID(pathID, &problems)
        for (field, value, limit) in [("name", name, 200), ("language", language, 35)] {
            if let value { _ = problems.parse(field) { try HeaderText(parsing: value, limit: limit) } }
        }
        problems.checkTracking(tracking, at: "tracking")
        var card = CustomerCard(id: id, name: name, language: language, tracking: tracking)
        var numbers: [String: String] = [:]
        let contacts = contacts ?? []
        if contacts.count > Self.contactLimit { problems.add("contacts", "are more than \(Self.contactLimit)") }
        for (index, contact) in contacts.prefix(Self.contactLimit).enumerated() {
            guard let mailbox = problems.mailbox(contact, at: "contacts[\(index)]") else { continue }
            let number = String(index + 1)
            guard numbers.updateValue(number, forKey: mailbox.address.normalized) == nil else {
                problems.add("contacts[\(index)].address", "is named twice")
                continue
            }
            card.contacts[number] = CustomerCard.Contact(address: contact.address, name: contact.name)
        }
        for (type, delivery) in (deliveries ?? [:]).sorted(by: { $0.key < $1.key }) {
            card.deliveries[type] = checked(delivery, of: type, numbers: numbers, &problems)
        }
        guard problems.all.isEmpty else { throw .invalid(problems.all) }
        return card
    }

    private func checkedID(_ pathID: String?, _ problems: inout Problems) -> String {
        if let pathID, let id, pathID != id { problems.add("id", "is not the id in the path; leave it out") }
        let id = pathID ?? id ?? ""
        if id.isEmpty { problems.add("id", "is missing") }
        _ = problems.parse("id") { try HeaderText(parsing: id, limit: 200) }
        return id
    }

    private func checked(
        _ delivery: Delivery,
        of type: String,
        numbers: [String: String],
        _ problems: inout Problems
    ) -> CustomerCard.Delivery {
        let field = "deliveries.\(type)"
        problems.checkDocumentType(type, at: "deliveries")
        problems.checkFiles(delivery.files, at: "\(field).files")
        problems.checkTracking(delivery.tracking, at: "\(field).tracking")
        func numbered(_ name: String, _ addresses: [String]?) -> [String]? {
            addresses?.enumerated().compactMap { index, address in
                if let number = numbers[address.lowercased()] { return number }
                problems.add("\(field).\(name)[\(index)]", "is not one of the contacts; add it there first")
                return nil
            }
        }
        var made = CustomerCard.Delivery()
        made.to = numbered("to", delivery.to)
        made.cc = numbered("cc", delivery.cc)
        made.mailByDefault = delivery.mailByDefault
        made.files = delivery.files
        made.tracking = delivery.tracking
        return made
    }
}

extension CustomerCard {
    /// The addresses behind some numbers, as far as they are known.
    func addresses(_ numbers: [String]) -> [String] {
        numbers.compactMap { contacts[$0]?.address }
    }

    /// The recipients behind some numbers, as far as their addresses are known.
    func recipients(_ numbers: [String]) -> [MessageRequest.Address] {
        numbers.compactMap { number in
            contacts[number].flatMap { contact in
                contact.address.map { MessageRequest.Address(address: $0, name: contact.name) }
            }
        }
    }
}
