/// What a report says was done for one recipient.
package enum ReportAction: String, Hashable, Sendable, CaseIterable {
    // RFC 3464 §2.3.3.
    case failed, delayed, delivered, relayed, expanded
    /// A probe found that the address would be accepted; nothing was delivered.
    case deliverable
    // RFC 8098 §3.2.6.2.
    case displayed, deleted, dispatched, processed, denied
    /// The recipient reported the mail.
    case reported

    /// Reads the Action field of a delivery report; nil where it says nothing known.
    init?(deliveryAction text: String) {
        let word = text.trimmed.lowercased().prefix { $0.isLetter }
        switch word {
        case "failed", "failure", "expired", "undeliverable", "bounced", "rejected": self = .failed
        case "delayed", "delay", "deferred", "warning": self = .delayed
        case "delivered", "delivery", "success": self = .delivered
        case "relayed": self = .relayed
        case "expanded": self = .expanded
        case "deliverable": self = .deliverable
        default: return nil
        }
    }
}
