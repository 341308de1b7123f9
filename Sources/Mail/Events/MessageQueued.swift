/// A message was rendered, frozen and queued.
package struct MessageQueued: Codable, Hashable, Sendable {
    /// The method it goes by.
    package var method: MethodKind
    /// The subject line; sealed with the document's key.
    package var subject: String?
    /// The sender's address as written in From; sealed with the document's key.
    package var from: String?
    /// The envelope sender; nil where it is the From address.
    ///
    /// Sealed with the document's key.
    package var returnPath: String?
    /// Whether copies carry a pixel.
    package var trackOpens: Bool
    /// The Message-ID that all copies share in References, without angle brackets.
    package var reference: String
    /// When it may leave, in microseconds since 1970; nil for at once.
    package var sendAt: Int64?
    /// The opaque id of the batch it belongs to.
    package var batch: String?
    /// Its place in that batch, from 0.
    package var batchIndex: Int?
    /// The opaque id of the message that this one sends again.
    package var resendOf: String?
    /// The policy and the basis that decided whether opens are tracked, for example `always/customer`.
    package var trackingBasis: String?
    /// Whether a read receipt (RFC 8098) is asked for.
    package var requestsReceipt: Bool?
    /// What kind of document it is about, for the views that count by it.
    package var documentType: DocumentType?
    /// What the message is for where it is no mailing of a document: `test`, `verification` or `accountant`.
    package var purpose: String?
    /// The copies, by recipient number (from 1, as decimal text).
    package var recipients: [String: QueuedRecipient]
    /// The attachments, by number (from 1, as decimal text).
    package var attachments: [String: QueuedAttachment]
    /// Files of the document that were given but not mailed, since the recipients get others; numbered as attachments.
    package var keptFiles: [String: QueuedAttachment]?
    /// What could have been better about it; sealed with the document's key.
    package var advice: [MailAdvice]?

    /// States the fact.
    package init(
        method: MethodKind,
        subject: String?,
        from: String?,
        returnPath: String? = nil,
        trackOpens: Bool,
        reference: String,
        recipients: [String: QueuedRecipient],
        attachments: [String: QueuedAttachment] = [:]
    ) {
        self.method = method
        self.subject = subject
        self.from = from
        self.returnPath = returnPath
        self.trackOpens = trackOpens
        self.reference = reference
        self.recipients = recipients
        self.attachments = attachments
    }

    /// The copies in the order of their numbers.
    package var numberedRecipients: [(number: Int, recipient: QueuedRecipient)] {
        recipients.compactMap { key, value in Int(key).map { ($0, value) } }.sorted { $0.0 < $1.0 }
    }

    /// The attachments in the order of their numbers.
    package var numberedAttachments: [(number: Int, attachment: QueuedAttachment)] {
        attachments.compactMap { key, value in Int(key).map { ($0, value) } }.sorted { $0.0 < $1.0 }
    }
}

/// One recipient's copy of a queued message.
package struct QueuedRecipient: Codable, Hashable, Sendable {
    /// The recipient's part.
    package var role: RecipientRole
    /// Where the copy goes; sealed with the person's key.
    package var address: String?
    /// The name beside the address; sealed with the person's key.
    package var name: String?
    /// The copy's own Message-ID, without angle brackets.
    package var messageID: String
    /// The name of the frozen mail in the content store, sealed with the person's key there.
    package var content: String
    /// SHA-256 of the frozen mail's bytes, in hexadecimal.
    package var contentHash: String
    /// The frozen mail's size in bytes.
    package var size: Int
    /// Whether this copy carries a pixel.
    package var tracked: Bool
    /// Why this copy carries none where others may; nil where the message's basis holds for it too.
    package var trackingBasis: String?

    /// Describes a copy.
    package init(
        role: RecipientRole,
        address: String?,
        name: String?,
        messageID: String,
        content: String,
        contentHash: String,
        size: Int,
        tracked: Bool
    ) {
        self.role = role
        self.address = address
        self.name = name
        self.messageID = messageID
        self.content = content
        self.contentHash = contentHash
        self.size = size
        self.tracked = tracked
    }
}

/// One attachment of a queued message.
package struct QueuedAttachment: Codable, Hashable, Sendable {
    /// The file name; sealed with the document's key.
    package var name: String?
    /// The media type, for example `application/pdf`.
    package var mediaType: String
    /// The size in bytes.
    package var size: Int
    /// SHA-256 of the bytes, in hexadecimal; sealed with the document's key, since a document can be guessed by it.
    package var contentHash: String?
    /// The name in the content store, sealed there with the document's key.
    package var content: String
    /// What the file is to the document: `pdf`, `ubl`, or nil for a file beside it.
    package var kind: String?

    /// Describes an attachment.
    package init(name: String?, mediaType: String, size: Int, contentHash: String?, content: String) {
        self.name = name
        self.mediaType = mediaType
        self.size = size
        self.contentHash = contentHash
        self.content = content
    }
}
