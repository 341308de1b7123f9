import DKIM

/// A public key that signs for a domain, whose record is checked.
package struct SigningKey: Codable, Hashable, Sendable {
    /// The selector.
    package var selector: String
    /// How it signs.
    package var algorithm: DKIMKey.Algorithm
    /// The public half, as ``DKIMKey/publicKey``.
    package var publicKey: [UInt8]

    /// Names a key.
    package init(selector: String, algorithm: DKIMKey.Algorithm, publicKey: [UInt8]) {
        self.selector = selector
        self.algorithm = algorithm
        self.publicKey = publicKey
    }

    /// The public half of a key.
    package init(_ key: DKIMKey) {
        self.init(selector: key.selector, algorithm: key.algorithm, publicKey: key.publicKey)
    }
}

/// Who signs the mail of a method.
package enum Signing: Hashable, Sendable {
    /// We do, with these keys, for the domain in From.
    case here([SigningKey])
    /// The server that the mail goes through may; how, it alone knows.
    case elsewhere
    /// Somebody signs for another domain, such as the relay's own.
    case domain(String)
}

/// A domain that is sent from, and how: what a check has to know.
package struct DomainQuestion: Hashable, Sendable {
    /// The domain in From.
    package var domain: String
    /// Who signs.
    package var signing: Signing
    /// The domain in the envelope's sender, which SPF is about.
    package var returnPathDomain: String
    /// The term that an SPF record needs so that the sending servers pass, such as `include:_spf.example.net`.
    ///
    /// Nil where it is not known.
    package var spfTerm: String?
    /// The server that reports should come back to; nil where it is not known.
    package var returnPathHost: String?

    /// Asks about a domain.
    package init(
        domain: String,
        signing: Signing,
        returnPathDomain: String? = nil,
        spfTerm: String? = nil,
        returnPathHost: String? = nil
    ) {
        self.domain = domain.lowercased()
        self.signing = signing
        self.returnPathDomain = (returnPathDomain ?? domain).lowercased()
        self.spfTerm = spfTerm
        self.returnPathHost = returnPathHost?.lowercased()
    }
}
