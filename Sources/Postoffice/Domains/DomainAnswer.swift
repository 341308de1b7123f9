import DomainCheck
import Ledger
import Mail

/// What a check of a method's domain found, and what became of the method by it.
package struct DomainAnswer: Encodable, Sendable {
    /// The method that was asked about; nil where only a domain was.
    package let method: MethodKind?
    /// The domain in From.
    package let domain: String
    /// When it was checked (RFC 3339).
    package let checkedAt: String
    /// Whether mail can be sent from the domain now; nil for methods that need no activation.
    package let isActive: Bool?
    /// The selectors of the keys that mail is signed with.
    package let selectors: [String]
    /// Whether mail passes DMARC; nil where that cannot be told.
    package let passesDMARC: Bool?
    /// Whether mail passes DMARC, and by what, in words.
    package let alignment: String
    /// The verdict on each record.
    package let checks: [RecordCheck]

    init(_ report: DomainReport, method: MethodKind?, isActive: Bool? = nil, selectors: [String] = []) {
        self.method = method
        domain = report.domain
        checkedAt = Timestamp(microseconds: report.checkedAt).description
        self.isActive = isActive
        self.selectors = selectors
        passesDMARC = report.alignment.passes
        alignment = report.alignment.explanation
        checks = report.checks
    }
}
