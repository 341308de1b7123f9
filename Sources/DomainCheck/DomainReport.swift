/// What a check of a domain found.
package struct DomainReport: Codable, Hashable, Sendable {
    /// The domain in From.
    package var domain: String
    /// When it was checked, in microseconds since 1970.
    package var checkedAt: Int64
    /// The verdict on each record.
    package var checks: [RecordCheck]
    /// Whether mail passes DMARC, and by what.
    package var alignment: AlignmentReport

    /// The verdicts on the keys of these selectors, in words of ``RecordVerdict``, by the record's name.
    package func dkim(selector: String) -> RecordCheck? {
        let name = "\(selector)._domainkey.\(domain)"
        return checks.first { $0.kind == .dkim && $0.name == name }
    }

    /// The verdict on each record, for a fact: the kind, and for DKIM the selector behind it.
    package var verdicts: [String: String] {
        let pairs = checks.map { check in
            let selector = check.kind == .dkim ? ".\(check.name.prefix { $0 != "." })" : ""
            return (check.kind.rawValue + selector, check.verdict.rawValue)
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The verdicts of an earlier check after this one: what could not be looked up now stays as it was.
    ///
    /// A name server that is silent for a day neither breaks nor heals a record.
    package func verdicts(after earlier: [String: String]) -> [String: String] {
        verdicts.merging(earlier) { now, before in now == RecordVerdict.unknown.rawValue ? before : now }
            .filter { verdicts[$0.key] != nil }
    }
}
