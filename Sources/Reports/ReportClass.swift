/// What a report means for one recipient.
///
/// For a mail that is late, the class is that of what holds it up; see ``ReportedRecipient/failureClass``.
package enum ReportClass: String, Hashable, Sendable, CaseIterable {
    /// The address does not exist, or no longer.
    case hard
    /// Something that may pass.
    case soft
    /// Refused for reputation, policy, authentication, content or a suspended mailbox.
    case blocked
    /// The recipient reported the mail as unwanted.
    case complaint
    /// An automatic answer.
    case autoReply = "auto_reply"
    /// Delivery was confirmed.
    case delivered
    /// Neither a failure nor a delivery, such as a mail handed on.
    case none
}
