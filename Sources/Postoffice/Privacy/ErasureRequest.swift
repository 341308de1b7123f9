import Mail

/// Whom to erase, as a caller asks for it: the JSON shape of `POST /v1/erasures`.
package struct ErasureRequest: Codable, Sendable {
    /// The person's address.
    package var address: String
    /// What the erasure rests on, in the caller's words; must name nobody.
    package var basis: String?
    /// Whether documents that were mailed to this person alone are erased too.
    package var documents: Bool?

    /// Asks for an erasure.
    package init(address: String, basis: String? = nil, documents: Bool? = nil) {
        self.address = address
        self.basis = basis
        self.documents = documents
    }
}

extension Problems {
    /// Checks a caller's words that stay when the person is gone.
    mutating func check(_ words: String?, _ field: String, about address: String) {
        guard let words else { return }
        if words.isEmpty || words.utf8.count > 500 { add(field, "is not 1 to 500 bytes long") }
        let name = address.split(separator: "@").first.map(String.init)?.lowercased() ?? ""
        let lower = words.lowercased()
        if lower.contains("@") || (name.utf8.count > 3 && lower.contains(name)) {
            add(field, "holds an address or a part of one; say why without naming anybody")
        }
        if words.unicodeScalars.contains(where: { $0.value < 0x20 }) { add(field, "holds control characters") }
    }

    /// Reads an address as it is kept.
    mutating func address(_ text: String, _ field: String = "address") -> String? {
        parse(field) { try EmailAddress(parsing: text) }?.description
    }
}
