/// A UBL 2 invoice or credit note, as far as a mail program needs to know it.
package struct UBLFile: Hashable, Sendable {
    /// What the file is, by its root element.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case invoice = "Invoice"
        case creditNote = "CreditNote"

        /// The namespace of the root element (OASIS UBL 2).
        var namespace: String { "urn:oasis:names:specification:ubl:schema:xsd:\(rawValue)-2" }
    }

    /// What it is.
    package let kind: Kind
    /// The number in its own `cbc:ID`.
    package let number: String

    /// The most bytes of a file.
    package static let limit = 5_000_000

    /// Checks a file: well-formed XML in UTF-8, without a document type, whose root is a UBL invoice or credit note.
    ///
    /// - Throws: The first rule that the file breaks.
    package init(checking bytes: [UInt8]) throws(UBLError) {
        guard bytes.count <= Self.limit else { throw .tooLarge }
        try XMLProlog.check(bytes)
        let reader = UBLReader()
        try reader.read(bytes)
        guard let kind = reader.kind else { throw .otherRoot }
        guard let number = reader.number, !number.isEmpty else { throw .noNumber }
        self.kind = kind
        self.number = number
    }

    /// Checks a file that belongs to the document with a number.
    ///
    /// - Throws: The first rule that the file breaks; ``UBLError/otherNumber`` where it is of another document.
    package init(checking bytes: [UInt8], number: String) throws(UBLError) {
        try self.init(checking: bytes)
        guard self.number == number else { throw .otherNumber }
    }

    /// Whether a file begins as a UBL file does; says nothing about the rest of it.
    package static func looksLikeUBL(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(4096), as: UTF8.self)
        return start.contains("<") && Kind.allCases.contains { start.contains($0.namespace) }
    }
}

/// The first rule that a file breaks on its way to a ``UBLFile``.
package enum UBLError: Error, Hashable, CustomStringConvertible {
    case tooLarge, empty, notUTF8, docType, otherRoot, noNumber, otherNumber, tooDeep, tooManyElements
    case malformed(line: Int)

    /// What is wrong, and what to give instead.
    package var description: String {
        switch self {
        case .tooLarge: "has more than \(UBLFile.limit) bytes"
        case .empty: "is empty"
        case .notUTF8: "is not in UTF-8; write the XML in UTF-8"
        case .docType: "has a DOCTYPE, which UBL does not have; remove it"
        case .otherRoot: "is no UBL 2 Invoice or CreditNote by its root element and its namespace"
        case .noNumber: "has no number: its own element cbc:ID is missing or empty"
        case .otherNumber: "has another number in cbc:ID than the document"
        case .tooDeep: "has elements nested more than \(UBLReader.deepest) deep"
        case .tooManyElements: "has more than \(UBLReader.most) elements"
        case .malformed(let line): "is no well-formed XML: it goes wrong at line \(line)"
        }
    }
}
