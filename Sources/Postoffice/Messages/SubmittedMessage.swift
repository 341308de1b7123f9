import Ledger
import Mail

/// A message that is durably queued.
package struct SubmittedMessage: Hashable, Sendable {
    /// One copy of it.
    package struct Recipient: Hashable, Sendable {
        /// The recipient's number, from 1.
        package let number: Int
        /// The recipient's part.
        package let role: RecipientRole
        /// Where the copy goes; nil only after an erasure.
        package let address: String?
        /// The copy's status: always in transit at this moment.
        package let status: DeliveryStatus
    }

    /// The message's id.
    package let id: OpaqueID
    /// The caller's own id of the document it is about, if any.
    package let documentID: String?
    /// The status: always in transit at this moment.
    package let status: DeliveryStatus
    /// When it may leave; nil for at once.
    package let sendAt: Timestamp?
    /// The message that this one sends again.
    package let resendOf: OpaqueID?
    /// Where `message.queued` stands in the ledger.
    package let position: Int64
    /// The copies.
    package let recipients: [Recipient]
    /// What could be better about it; it was queued all the same.
    package let advice: [MailAdvice]
    /// Whether this is the answer to an earlier request with the same key.
    package let isRepeat: Bool
}
