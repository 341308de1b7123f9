import Mail

/// What a report means for one recipient.
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
    /// Neither a failure nor a delivery, such as a delay.
    case none

    /// The class of failure; nil for what is none.
    package var failureClass: FailureClass? {
        switch self {
        case .hard: .hard
        case .soft: .soft
        case .blocked: .blocked
        case .complaint: .complaint
        case .autoReply, .delivered, .none: nil
        }
    }
}
