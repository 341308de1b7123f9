/// What a domain asks receivers to do with mail that is not its own (RFC 7489 §6.3).
struct DMARCRecord: Hashable, Sendable {
    enum Policy: String, Hashable, Sendable {
        case none, quarantine, reject
    }

    /// What happens to mail of the domain itself.
    var policy: Policy
    /// What happens to mail of its subdomains.
    var subdomainPolicy: Policy
    /// How DKIM domains are compared.
    var dkimMode: AlignmentMode
    /// How envelope domains are compared.
    var spfMode: AlignmentMode
    /// Whether anybody gets reports.
    var hasReports: Bool

    /// Whether a TXT record is a DMARC record at all.
    static func isDMARC(_ text: String) -> Bool {
        let first = text.prefix { $0 != ";" }.filter { !$0.isWhitespace }
        return first == "v=DMARC1"
    }

    /// Reads a record.
    ///
    /// - Throws: ``DMARCError``.
    init(parsing text: String) throws(DMARCError) {
        var values: [String: String] = [:]
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = pair[0].filter { !$0.isWhitespace }.lowercased()
            guard !name.isEmpty || pair.count > 1 else { continue }
            guard pair.count == 2 else { throw .notTags(name) }
            values[name] = values[name] ?? pair[1].filter { !$0.isWhitespace }
        }
        guard let given = values["p"] else { throw .noPolicy }
        guard let policy = Policy(rawValue: given.lowercased()) else { throw .badPolicy(given) }
        self.policy = policy
        subdomainPolicy = values["sp"].flatMap { Policy(rawValue: $0.lowercased()) } ?? policy
        dkimMode = try Self.mode(values["adkim"], tag: "adkim")
        spfMode = try Self.mode(values["aspf"], tag: "aspf")
        hasReports = values["rua"]?.isEmpty == false
    }

    private static func mode(_ text: String?, tag: String) throws(DMARCError) -> AlignmentMode {
        guard let text else { return .relaxed }
        guard let mode = AlignmentMode(rawValue: text.lowercased()) else { throw .badMode(tag) }
        return mode
    }
}

/// Why receivers could not use a DMARC record.
enum DMARCError: Error, Hashable, CustomStringConvertible {
    case notTags(String), noPolicy, badPolicy(String), badMode(String)

    var description: String {
        switch self {
        case .notTags(let part): "“\(part.prefix(40))” is no tag=value"
        case .noPolicy: "it has no tag p= with the policy"
        case .badPolicy(let text): "its policy “\(text.prefix(40))” is not none, quarantine or reject"
        case .badMode(let tag): "its tag \(tag)= is neither r nor s"
        }
    }
}
