/// The languages in which a status is explained.
package enum StatusLanguage: String, CaseIterable, Codable, Hashable, Sendable {
    case english = "en"
    case dutch = "nl"
    case french = "fr"
    case spanish = "es"

    /// The language of a BCP 47 tag, by its first part; nil for others.
    package init?(tag: some StringProtocol) {
        let first = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        guard let known = Self(rawValue: first) else { return nil }
        self = known
    }
}
