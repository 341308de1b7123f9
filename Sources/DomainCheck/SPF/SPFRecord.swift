import Foundation

/// A domain's statement of who sends for it (RFC 7208 §4.6), read strictly.
struct SPFRecord: Hashable, Sendable {
    /// The terms in their order, `all` and what follows it included.
    let terms: [SPFTerm]

    /// Whether a TXT record is an SPF record at all.
    static func isSPF(_ text: String) -> Bool {
        let first = text.prefix { $0 != " " }
        return first.lowercased() == "v=spf1"
    }

    /// Reads a record.
    ///
    /// - Throws: ``SPFSyntaxError`` with the first term that is none.
    init(parsing text: String) throws(SPFSyntaxError) {
        var terms: [SPFTerm] = []
        for word in text.split(separator: " ").dropFirst() { terms.append(try SPFTerm(parsing: word)) }
        guard terms.count(where: { if case .redirect = $0.kind { true } else { false } }) <= 1 else {
            throw SPFSyntaxError(term: "redirect= stands there twice")
        }
        self.terms = terms
    }

    /// What becomes of everything that no term before names; nil where the record does not say.
    var all: SPFTerm.Qualifier? {
        terms.first { $0.kind == .all }?.qualifier
    }

    /// The terms that are evaluated: all until `all`, and `redirect=` where there is no `all`.
    var evaluated: [SPFTerm] {
        guard let end = terms.firstIndex(where: { $0.kind == .all }) else { return terms }
        return terms[...end].filter { if case .redirect = $0.kind { false } else { true } }
    }
}

/// A term that receivers could not read, so that they reject the whole record.
struct SPFSyntaxError: Error, Hashable {
    let term: String
}

/// One term of an SPF record.
struct SPFTerm: Hashable, Sendable {
    enum Qualifier: Character, Hashable, Sendable {
        case pass = "+"
        case fail = "-"
        case softFail = "~"
        case neutral = "?"
    }

    enum Kind: Hashable, Sendable {
        case all
        case include(String)
        case address(String?)
        case exchange(String?)
        case pointer
        case network
        case exists(String)
        case redirect(String)
        /// A modifier that changes nothing here.
        case other
    }

    let qualifier: Qualifier
    let kind: Kind
    /// The term as written, without its qualifier, in lower case.
    let text: String

    init(parsing word: Substring) throws(SPFSyntaxError) {
        let wrong = SPFSyntaxError(term: String(word))
        var rest = word
        let given = rest.first.flatMap(Qualifier.init)
        if given != nil { rest = rest.dropFirst() }
        qualifier = given ?? .pass
        text = rest.lowercased()
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." }
        let mark = rest[name.endIndex...].first
        let value = rest[name.endIndex...].dropFirst()
        if mark == "=" {
            guard given == nil, name.first?.isLetter == true else { throw wrong }
            if name.lowercased() == "redirect" {
                guard Self.isDomain(value) else { throw wrong }
                kind = .redirect(String(value))
            } else {
                kind = .other
            }
            return
        }
        guard let kind = Self.mechanism(name.lowercased(), mark, value) else { throw wrong }
        self.kind = kind
    }

    private static func mechanism(_ name: String, _ mark: Character?, _ value: Substring) -> Kind? {
        let domain = mark == ":" ? value.prefix { $0 != "/" } : nil
        let prefix = mark == "/" ? value : domain.map { value[$0.endIndex...].dropFirst() } ?? ""
        let hasPrefix = mark == "/" || domain.map { $0.endIndex < value.endIndex } == true
        switch name {
        case "all": return mark == nil ? .all : nil
        case "include": return mark == ":" && isDomain(value) ? .include(String(value)) : nil
        case "exists": return mark == ":" && isDomain(value) ? .exists(String(value)) : nil
        case "ptr": return mark == nil || (mark == ":" && isDomain(value)) ? .pointer : nil
        case "a", "mx":
            guard mark == nil || mark == ":" || mark == "/" else { return nil }
            if let domain { guard isDomain(domain) else { return nil } }
            if hasPrefix { guard isDoublePrefix(prefix) else { return nil } }
            let target = domain.map(String.init)
            return name == "a" ? .address(target) : .exchange(target)
        case "ip4", "ip6":
            guard mark == ":", isNetwork(value, isLong: name == "ip6") else { return nil }
            return .network
        default: return nil
        }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        // Macros are filled in for each mail (RFC 7208 §7), so only their shape can be judged.
        guard !text.contains("%") else { return text.contains("%{") || text.contains("%%") }
        return text.contains(".") && DNSName.canBeAsked(text.hasSuffix(".") ? String(text.dropLast()) : String(text))
    }

    private static func isNetwork(_ text: Substring, isLong: Bool) -> Bool {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { guard isPrefix(parts[1], upTo: isLong ? 128 : 32) else { return false } }
        var long = in6_addr()
        var short = in_addr()
        return isLong
            ? inet_pton(AF_INET6, String(parts[0]), &long) == 1 : inet_pton(AF_INET, String(parts[0]), &short) == 1
    }

    private static func isDoublePrefix(_ text: Substring) -> Bool {
        if text.hasPrefix("/") { return isPrefix(text.dropFirst(), upTo: 128) }
        guard let double = text.firstRange(of: "//") else { return isPrefix(text, upTo: 32) }
        return isPrefix(text[..<double.lowerBound], upTo: 32) && isPrefix(text[double.upperBound...], upTo: 128)
    }

    private static func isPrefix(_ text: Substring, upTo limit: Int) -> Bool {
        text.allSatisfy(\.isNumber) && Int(text).map { $0 <= limit } == true
    }
}
