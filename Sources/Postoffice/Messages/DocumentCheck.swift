import Mail

/// The rules that a document keeps.
enum DocumentCheck {
    /// Checks a document, and names all fields that break a rule.
    ///
    /// - Parameters:
    ///   - document: What the caller gives.
    ///   - path: What to write before each field's name.
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong.
    static func check(_ document: Document, at path: String) throws(PostofficeError) {
        var problems = Problems()
        func text(_ field: String, _ text: String?, limit: Int, isRequired: Bool = false) {
            guard let text else { return }
            if isRequired, text.isEmpty { problems.add(path + field, "is empty") }
            _ = problems.parse(path + field) { try HeaderText(parsing: text, limit: limit) }
        }
        func day(_ field: String, _ text: String?) {
            guard let text, !isDay(text) else { return }
            problems.add(path + field, "is not a day; write it as YYYY-MM-DD")
        }
        text("id", document.id, limit: 200, isRequired: true)
        text("number", document.number, limit: 100, isRequired: true)
        text("customer.id", document.customer?.id, limit: 200, isRequired: true)
        text("customer.name", document.customer?.name, limit: 200)
        text("customer.language", document.customer?.language, limit: 35)
        day("issuedOn", document.issuedOn)
        day("dueOn", document.dueOn)
        if let currency = document.total?.currency {
            let isCode = currency.utf8.count == 3 && currency.utf8.allSatisfy { (0x41...0x5A).contains($0) }
            if !isCode { problems.add(path + "total.currency", "is not an ISO 4217 code such as EUR") }
        }
        if let lines = document.lines {
            if lines.count > 1000 { problems.add(path + "lines", "are more than 1000") }
            for (index, line) in lines.prefix(1000).enumerated() where (line.description?.utf8.count ?? 0) > 1000 {
                problems.add(path + "lines[\(index)].description", "is longer than 1000 bytes")
            }
        }
        guard problems.all.isEmpty else { throw .invalid(problems.all) }
    }

    private static func isDay(_ text: String) -> Bool {
        text.utf8.count == 10
            && text.utf8.enumerated().allSatisfy { index, byte in
                [4, 7].contains(index) ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
            }
    }
}
