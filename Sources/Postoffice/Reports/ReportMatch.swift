import Correspondence
import Ledger
import Mail
import Reports

/// How a report was tied to a copy, strongest first.
package enum MatchedBy: String, Hashable, Sendable, CaseIterable {
    /// The address it was sent to carries the copy's signed tag.
    case returnPath
    /// The envelope id that it repeats is the copy's signed tag.
    case envelopeID
    /// The returned headers, or its own, name the copy's Message-ID.
    case messageID
    /// It names a recipient that one copy alone was sent to lately.
    case originalRecipient

    /// What it proves: a tag cannot be made up, the rest can be known to a stranger.
    var authentication: DeliveryReport.Authentication {
        switch self {
        case .returnPath, .envelopeID: .signed
        case .messageID, .originalRecipient: .id
        }
    }
}

/// The copy that a report is about, and the other copies of the same message.
struct ReportMatch: Sendable {
    /// How it was found.
    var matchedBy: MatchedBy
    /// The copy.
    var copy: KnownCopy
    /// All copies of the message.
    var copies: [KnownCopy]

    /// The copy that a recipient of the report is, with what ties the report to that one.
    ///
    /// A report goes by the address that the mail was first sent to. One that names nobody we wrote to is about the
    /// copy that was found: its recipient forwards, or is a list, so `isElsewhere` is true. A tag proves nothing about the
    /// copies of others, nor what became of ours where somebody else's address failed.
    func copy(
        of recipient: ReportedRecipient
    ) -> (copy: KnownCopy, authentication: DeliveryReport.Authentication, isElsewhere: Bool) {
        for address in [recipient.originalRecipient, recipient.address].compactMap(\.self) {
            let wanted = address.lowercased()
            guard let named = copies.first(where: { $0.address?.lowercased() == wanted }) else { continue }
            return (named, named.number == copy.number ? matchedBy.authentication : .id, false)
        }
        let hasAddress = recipient.originalRecipient != nil || !recipient.address.isEmpty
        return (copy, hasAddress ? .id : matchedBy.authentication, hasAddress)
    }
}
