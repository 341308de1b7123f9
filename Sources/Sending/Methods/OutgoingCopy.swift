import Ledger
import Mail

/// One recipient's copy, frozen and addressed, on its way to a method.
package struct OutgoingCopy: Sendable {
    /// The message it is a copy of.
    package var message: OpaqueID
    /// The recipient's number, from 1.
    package var recipient: Int
    /// The number of this attempt, from 1.
    package var attempt: Int
    /// The address in From.
    package var sender: EmailAddress
    /// The envelope sender the message asks for; nil leaves it to the method's settings.
    package var returnPath: EmailAddress?
    /// Where the copy goes.
    package var recipientAddress: EmailAddress
    /// The frozen mail, header and body.
    package var bytes: [UInt8]
    /// What reports about the copy repeat: a ``ReturnPathTag`` as text, so that it proves whose report it is.
    package var envelopeID: String

    /// Addresses a copy.
    package init(
        message: OpaqueID,
        recipient: Int,
        attempt: Int,
        sender: EmailAddress,
        returnPath: EmailAddress? = nil,
        recipientAddress: EmailAddress,
        bytes: [UInt8],
        envelopeID: String
    ) {
        self.message = message
        self.recipient = recipient
        self.attempt = attempt
        self.sender = sender
        self.returnPath = returnPath
        self.recipientAddress = recipientAddress
        self.bytes = bytes
        self.envelopeID = envelopeID
    }
}
