/// Something came back from outside, and is kept as it came, sealed: a mail, or a provider's call.
///
/// What it says about a copy stands in events of its own, which name its position in ``DeliveryReport/evidence``.
package struct ReportReceived: Codable, Hashable, Sendable {
    /// How it came: `imap`, `pop3`, `lmtp`, `http`, `pipe`, or a provider's name.
    package var source: String
    /// What it was taken for, for example `bounce`, `complaint` or `unknown`.
    package var kind: String
    /// The version of the rules that decided.
    package var ruleSet: Int
    /// How it was tied to a copy: `returnPath`, `envelopeID`, `messageID`, `originalRecipient`; nil where it was not.
    package var matchedBy: String?
    /// The name of the kept bytes in the content store, sealed there.
    package var content: String
    /// SHA-256 of the kept bytes, in hexadecimal; sealed with the organization's key.
    package var contentHash: String?
    /// The size of the kept bytes.
    package var size: Int
    /// The key subjects that must all be there to read the kept bytes; nil for the organization alone.
    package var readers: [String]?

    /// States the fact.
    package init(
        source: String,
        kind: String,
        ruleSet: Int,
        matchedBy: String?,
        content: String,
        contentHash: String?,
        size: Int
    ) {
        self.source = source
        self.kind = kind
        self.ruleSet = ruleSet
        self.matchedBy = matchedBy
        self.content = content
        self.contentHash = contentHash
        self.size = size
    }
}
