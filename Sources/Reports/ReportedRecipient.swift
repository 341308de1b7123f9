import Mail

/// What a report says about one recipient.
package struct ReportedRecipient: Hashable, Sendable {
    /// The address as the report writes it; empty where it hides it.
    package var address: String
    /// What was done; nil for an automatic answer.
    package var action: ReportAction?
    /// The enhanced status code (RFC 3463), such as `5.1.1`.
    package var status: String?
    /// The SMTP reply code, such as 550.
    package var replyCode: Int?
    /// What it means.
    package var reportClass: ReportClass
    /// The id of the rule that decided.
    package var rule: String
    /// The words that decided, at most 300 bytes.
    package var quote: String
    /// The address that the mail was first sent to, where the report states it.
    package var originalRecipient: String?
    /// The answer of the server that refused, as the report repeats it.
    package var diagnostic: String?

    /// The class of failure; nil where nothing failed, such as for a mail that is late.
    package var failureClass: FailureClass? {
        switch (action, reportClass) {
        case (.failed, .hard): .hard
        case (.failed, .soft): .soft
        case (.failed, .blocked): .blocked
        case (.reported, .complaint): .complaint
        default: nil
        }
    }
}
