/// An event about which a recipient's server is asked to report (RFC 3461 §4.1).
package enum SMTPNotification: String, Hashable, Sendable, Codable, CaseIterable {
    case success = "SUCCESS"
    case failure = "FAILURE"
    case delay = "DELAY"
}

/// One receiver of a message, with the reports asked for.
package struct SMTPRecipient: Hashable, Sendable {
    /// The address in RCPT.
    package var address: String
    /// The reports to ask for where the server offers DSN: `nil` leaves it to the server, an empty list asks for none at all.
    package var notify: [SMTPNotification]?
    /// The address to name in reports as the original one; `nil` means ``address``.
    package var originalRecipient: String?

    /// Names a receiver; values are checked when the message is sent.
    package init(address: String, notify: [SMTPNotification]? = nil, originalRecipient: String? = nil) {
        self.address = address
        self.notify = notify
        self.originalRecipient = originalRecipient
    }
}

/// Who a message is from and for, as the transport sees it.
///
/// One recipient is the usual case. With several the transaction is all or nothing: when one recipient is refused, no one
/// gets the message, and the outcome is that refusal.
package struct SMTPEnvelope: Hashable, Sendable {
    /// The most recipients an envelope takes (RFC 5321 §4.5.3.1.8).
    package static let maximumRecipients = 100

    /// The return path; empty for the null sender, which gets no reports.
    package var sender: String
    /// The receivers, 1 to ``maximumRecipients``.
    package var recipients: [SMTPRecipient]
    /// The identifier that reports repeat as `Original-Envelope-Id`; at most 100 characters when encoded.
    package var envelopeID: String?
    /// Whether a failure report should return the whole message rather than its headers.
    package var returnsFullMessage: Bool

    /// Describes an envelope; values are checked when the message is sent.
    package init(
        sender: String,
        recipients: [SMTPRecipient],
        envelopeID: String? = nil,
        returnsFullMessage: Bool = false
    ) {
        self.sender = sender
        self.recipients = recipients
        self.envelopeID = envelopeID
        self.returnsFullMessage = returnsFullMessage
    }

    /// Whether anything in the envelope asks for reports.
    ///
    /// Reports go to the sender, so the null sender never asks.
    package var requestsDSN: Bool {
        !sender.isEmpty && (envelopeID != nil || recipients.contains { $0.notify?.isEmpty == false })
    }

    /// Refuses values that no server may be shown, whatever it offers.
    package func check() throws(SMTPInputError) {
        if !sender.isEmpty {
            try SMTPInputError.checkAddress(sender, of: .sender)
        }
        guard (1...Self.maximumRecipients).contains(recipients.count) else { throw .recipientCount(recipients.count) }
        for recipient in recipients {
            try SMTPInputError.checkAddress(recipient.address, of: .recipient)
            if let original = recipient.originalRecipient {
                try SMTPInputError.checkAddress(original, of: .originalRecipient)
            }
            guard XText.originalRecipient(recipient.originalRecipient ?? recipient.address).utf8.count <= 500 else {
                throw .tooLong(.originalRecipient, limit: 500)
            }
        }
        if let envelopeID {
            try SMTPInputError.refuseLineBreaks(in: envelopeID, of: .envelopeID)
            guard XText.encode(envelopeID).utf8.count <= 100 else { throw .tooLong(.envelopeID, limit: 100) }
        }
    }
}
