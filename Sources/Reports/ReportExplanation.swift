/// A mail that came back, understood.
package struct ReportExplanation: Hashable, Sendable {
    /// What the mail is.
    package var kind: ReportKind
    /// What it says about each recipient, in its order.
    package var recipients: [ReportedRecipient] = []
    /// The Message-IDs of the mail that it is about, without angle brackets, as found.
    package var messageIDs: [String] = []
    /// The envelope id that the sender gave the mail (RFC 3461).
    package var envelopeID: String?
    /// The addresses that the mail was first sent to, as far as the report or the returned headers state them.
    package var originalRecipients: [String] = []
    /// The addresses that the report itself was sent to, for matching a return path.
    package var sentTo: [String] = []
    /// When the mail arrived at the server that reports, in seconds since 1970.
    package var arrivalDate: Int64?
    /// The server that reports.
    package var reportingMTA: String?
    /// The version of the rules that decided.
    package var ruleSetVersion: Int
}
