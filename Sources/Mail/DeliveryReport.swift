/// What came back about a copy after it was handed over: the evidence for delayed, relayed,
/// delivered, bounced, read, answered and complained.
package struct DeliveryReport: Codable, Hashable, Sendable {
    /// How the report was tied to the copy, strongest first.
    package enum Authentication: String, Codable, Hashable, Sendable {
        /// The service saw it itself.
        case own
        /// A provider's signature, or a signed return path.
        case signed
        /// Only an id that a stranger could know.
        case id
    }

    /// Where it came from: `sandbox`, `dsn`, `receipt`, `complaint`, or a provider's name.
    package var source: String
    /// How it was tied to the copy.
    package var authentication: Authentication
    /// The class of a failure.
    package var failureClass: FailureClass?
    /// The enhanced status code (RFC 3463).
    package var status: String?
    /// The SMTP reply code.
    package var code: Int?
    /// The words of the report; personal.
    package var text: String?
    /// The id of the rule that decided, with its rule set's version.
    package var rule: String?

    /// The position of ``ReportReceived``, which keeps what the report was read from; nil where nothing is kept.
    package var evidence: Int64?
    /// The source's own id for the report, by which a repeat is known; hashed.
    package var reportID: String?
    /// The position of an earlier verdict that this one replaces, since rules of a later version judge otherwise.
    package var supersedes: Int64?

    /// States a report; further fields are set one by one.
    package init(source: String, authentication: Authentication) {
        self.source = source
        self.authentication = authentication
    }
}
