import Mail

/// What an organization wants for its mails where neither message nor customer says otherwise.
///
/// The JSON shape of `/v1/settings/defaults`, and of the setting `defaults`.
package struct OrganizationDefaults: Codable, Hashable, Sendable {
    /// The recipients that all documents of one kind go to.
    package struct FixedRecipients: Codable, Hashable, Sendable {
        /// The recipients in To.
        package var to: [MessageRequest.Address]?
        /// The recipients in Cc.
        package var cc: [MessageRequest.Address]?

        /// Names nobody yet.
        package init() {}
    }

    /// The company's name in texts; the sender's name where it is missing.
    package var companyName: String?
    /// The organization's language: of mails where nobody else has a say, and of explanations where a caller asks for none.
    ///
    /// A BCP 47 tag; English where it is missing.
    package var language: String?
    /// Who is copied on every mail whose request names no Cc of its own.
    package var cc: [MessageRequest.Address]?
    /// Who gets a hidden copy of every mail whose request names no archive recipients of its own.
    package var bcc: [MessageRequest.Address]?
    /// Where a hidden copy of every mail goes, whatever its request says.
    package var archive: MessageRequest.Address?
    /// Where documents of a kind go unless the customer's card says otherwise: delivery notes and work orders.
    package var fixed: [String: FixedRecipients]?
    /// Which files go along, by kind of document.
    package var files: [String: String]?
    /// Whether documents of a kind are mailed without being asked for; yes where it is missing.
    package var mailByDefault: [String: Bool]?
    /// The accountant who gets documents after they were sent.
    package var accountant: Accountant?

    /// Makes empty defaults.
    package init() {}

    /// The language as one that there are words in.
    var statusLanguage: StatusLanguage { language.flatMap { StatusLanguage(tag: $0) } ?? .english }

    /// Checks the defaults.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong.
    func check(limits: MessageLimits) throws(PostofficeError) {
        var problems = Problems()
        if let companyName { _ = problems.parse("companyName") { try HeaderText(parsing: companyName, limit: 200) } }
        if let language, StatusLanguage(tag: language) == nil {
            problems.add("language", "is not one of \(StatusLanguage.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        var lists = [("cc", cc), ("bcc", bcc), ("archive", archive.map { [$0] })]
        for (type, recipients) in (fixed ?? [:]).sorted(by: { $0.key < $1.key }) {
            if type != DocumentType.deliveryNote.rawValue, type != DocumentType.workOrder.rawValue {
                problems.add("fixed", "can hold delivery_note and work_order; other documents go to the customer")
            }
            lists += [("fixed.\(type).to", recipients.to), ("fixed.\(type).cc", recipients.cc)]
        }
        for (field, addresses) in lists {
            let addresses = addresses ?? []
            if addresses.count > limits.recipients { problems.add(field, "are more than \(limits.recipients)") }
            for (index, address) in addresses.prefix(limits.recipients).enumerated() {
                _ = problems.mailbox(address, at: field == "archive" ? field : "\(field)[\(index)]")
            }
        }
        for (type, files) in (files ?? [:]).sorted(by: { $0.key < $1.key }) {
            problems.checkDocumentType(type, at: "files")
            problems.checkFiles(files, at: "files.\(type)")
        }
        for type in (mailByDefault ?? [:]).keys.sorted() { problems.checkDocumentType(type, at: "mailByDefault") }
        accountant?.check(&problems)
        guard problems.all.isEmpty else { throw .invalid(problems.all) }
    }
}

/// The accountant of an organization, and what reaches them.
package struct Accountant: Codable, Hashable, Sendable {
    /// When documents go to the accountant.
    package enum Mode: String, Codable, Hashable, Sendable, CaseIterable {
        /// When somebody asks for it.
        case manual
        /// As soon as the document was sent to its customer.
        case automatic

        /// Reads a word; for any other the error names those that there are.
        package init(from decoder: any Decoder) throws {
            self = try ListedWord(from: decoder).word
        }
    }

    /// The address.
    package var address: String
    /// The name beside it.
    package var name: String?
    /// When documents go there; when somebody asks for it where it is missing.
    package var mode: Mode?
    /// Which files they get: `pdf`, `ubl` or `pdf+ubl`; all there are where it is missing.
    package var files: String?
    /// Which kinds of documents go automatically; invoices and credit notes where it is missing.
    package var types: [String]?

    /// Names an accountant by the address alone.
    package init(address: String) {
        self.address = address
    }

    func check(_ problems: inout Problems) {
        _ = problems.mailbox(MessageRequest.Address(address: address, name: name), at: "accountant")
        problems.checkFiles(files, at: "accountant.files")
        for type in types ?? [] { problems.checkDocumentType(type, at: "accountant.types") }
    }
}
