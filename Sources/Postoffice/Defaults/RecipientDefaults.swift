import Mail

/// Who a message goes to where its request does not say.
///
/// The order is: the request, the customer's card, the organization's fixed recipients of that kind of document, and at
/// last the customer's first contact.
struct RecipientDefaults {
    let defaults: OrganizationDefaults
    let customer: CustomerCard?
    let type: DocumentType?

    /// Fills the recipients in that a request leaves to others.
    func fill(_ request: inout MessageRequest) {
        var taken: Set<String> = []
        func unnamed(_ addresses: [MessageRequest.Address]) -> [MessageRequest.Address] {
            addresses.filter { taken.insert($0.address.lowercased()).inserted }
        }
        // What the caller names is kept as it is, twice or not, so that its faults are told to the caller.
        for named in (request.to ?? []) + (request.cc ?? []) + (request.archive ?? []) {
            taken.insert(named.address.lowercased())
        }
        if (request.to ?? []).isEmpty { request.to = unnamed(to) }
        if request.cc == nil { request.cc = unnamed(cc) }
        if request.archive == nil { request.archive = unnamed(defaults.bcc ?? []) }
        if let archive = defaults.archive { request.archive = (request.archive ?? []) + unnamed([archive]) }
    }

    /// Whether such a document is mailed without being asked for.
    var mailsByDefault: Bool {
        delivery?.mailByDefault ?? type.flatMap { defaults.mailByDefault?[$0.rawValue] } ?? true
    }

    /// Which files go along, by card or organization; nil where neither says.
    var files: DocumentFiles? {
        (delivery?.files ?? type.flatMap { defaults.files?[$0.rawValue] }).flatMap(DocumentFiles.init(rawValue:))
    }

    private var delivery: CustomerCard.Delivery? { type.flatMap { customer?.deliveries[$0.rawValue] } }
    private var fixed: OrganizationDefaults.FixedRecipients? { type.flatMap { defaults.fixed?[$0.rawValue] } }

    private var to: [MessageRequest.Address] {
        if let customer, let own = delivery?.to { return customer.recipients(own) }
        if let fixed = fixed?.to, !fixed.isEmpty { return fixed }
        return customer?.recipients(["1"]) ?? []
    }

    private var cc: [MessageRequest.Address] {
        let own = customer.flatMap { customer in delivery?.cc.map(customer.recipients) }
        return (own ?? fixed?.cc ?? []) + (defaults.cc ?? [])
    }
}

extension Organization {
    /// Whether a document is mailed without being asked for, by the customer's card or the organization's defaults.
    ///
    /// A batch skips a document for which this is false.
    func mailsByDefault(_ document: Document) async throws -> Bool {
        try await recipientDefaults(of: document).mailsByDefault
    }

    /// Who gets a document, and which files, where the request does not say.
    func recipientDefaults(of document: Document?) async throws -> RecipientDefaults {
        var customer: CustomerCard?
        if let id = document?.customer?.id { customer = try await knownCustomer(id) }
        return RecipientDefaults(defaults: try await defaults(), customer: customer, type: document?.type)
    }
}
