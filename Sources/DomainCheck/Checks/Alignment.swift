/// How a domain asks receivers to compare domains (RFC 7489 §3.1).
package enum AlignmentMode: String, Codable, Hashable, Sendable {
    /// The organizational domains are the same.
    case relaxed = "r"
    /// The domains are the same.
    case strict = "s"
}

/// The organizational domain of a name, by a simple rule.
///
/// It is the last two labels; or the last three where the last has two letters and the one before is a word under which
/// registries of countries give out names (`co.uk`, `com.au`, `gov.pl`). The public suffix list knows better, and changes
/// every week; a name for which the rule is wrong is judged too generously here, never its record too strictly.
package func organizationalDomain(of name: String) -> String {
    let labels = name.lowercased().split(separator: ".")
    guard labels.count > 2, let last = labels.last else { return labels.joined(separator: ".") }
    let isCountryWord = last.utf8.count == 2 && countryWords.contains(String(labels[labels.count - 2]))
    return labels.suffix(isCountryWord ? 3 : 2).joined(separator: ".")
}

private let countryWords: Set<String> = [
    "ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "gv", "id", "ltd", "mil", "ne", "net", "nic", "nom", "or",
    "org", "plc", "sch",
]

/// Whether a domain that SPF or DKIM vouched for counts for the domain in From.
package func isAligned(_ domain: String, with from: String, mode: AlignmentMode) -> Bool {
    switch mode {
    case .strict: domain.lowercased() == from.lowercased()
    case .relaxed: organizationalDomain(of: domain) == organizationalDomain(of: from)
    }
}

/// Whether mail of a method passes DMARC, and by what.
package struct AlignmentReport: Codable, Hashable, Sendable {
    /// Whether a DKIM signature counts for From; nil where the sending server alone knows.
    package var dkim: Bool?
    /// Whether SPF counts for From; nil where the sending server alone knows, or DNS did not say.
    package var spf: Bool?
    /// Whether mail passes; nil where that cannot be told.
    package var passes: Bool? {
        if dkim == true || spf == true { return true }
        return dkim == nil || spf == nil ? nil : false
    }
    /// The same in words.
    package var explanation: String
}
