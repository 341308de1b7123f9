/// What a mail that came back is.
package enum ReportKind: String, Hashable, Sendable, CaseIterable {
    /// At least one recipient did not get the mail.
    case bounce
    /// Delivery is late, and goes on being tried.
    case delay
    /// Delivery was confirmed.
    case success
    /// Handed on to a place that does not confirm delivery.
    case relayed
    /// A feedback report (RFC 5965).
    case complaint
    /// An answer that no person wrote just now, such as out of office (RFC 3834).
    case autoReply = "auto_reply"
    /// A message disposition notification (RFC 8098).
    case readReceipt = "read_receipt"
    /// Anything else, a person's mail included.
    case notAReport = "not_a_report"
}
