import Mail

/// Everything that decides the bytes of one mail: two equal drafts compose to equal bytes.
package struct MailDraft: Hashable, Sendable {
    /// Who the mail is from.
    package var from: Mailbox

    /// The visible recipients.
    ///
    /// The envelope is another matter: it is not derived from these.
    package var to: [Mailbox]

    /// The visible copies.
    package var cc: [Mailbox]

    /// Where answers go; nil where they go to ``from``.
    package var replyTo: Mailbox?

    /// The subject line.
    package var subject: HeaderText

    /// The identifier of this copy.
    package var messageID: MessageID

    /// What this mail belongs to, oldest first.
    package var references: [MessageID]

    /// When the mail is dated, in seconds since 1970 (UTC), up to the year 9999.
    package var date: Int64

    /// Whether to say that no person wrote this mail (RFC 3834) and to ask for no out-of-office answers.
    package var autoSubmitted: Bool

    /// The text.
    ///
    /// Any of CR, LF and CRLF ends a line.
    package var text: String

    /// The HTML alternative; nil where it is made from the text.
    package var html: String?

    /// Whether to send the text alone: no HTML, and so no pixel either.
    package var plainTextOnly: Bool

    /// The pictures that the HTML shows by `cid:`; left out of a mail of plain text alone.
    package var inlineImages: [InlineImage]

    /// Where the tracking pixel is fetched, http or https; nil for a mail without one.
    package var pixelURL: String?

    /// A small line below text and HTML; nil for none.
    package var notice: MailNotice?

    /// The files that go along, in order.
    package var attachments: [MailAttachment]

    /// Headers beyond those of the other fields, in order.
    package var extraHeaders: [ExtraHeader]

    /// Makes a draft.
    package init(
        from: Mailbox,
        to: [Mailbox],
        cc: [Mailbox] = [],
        replyTo: Mailbox? = nil,
        subject: HeaderText,
        messageID: MessageID,
        references: [MessageID] = [],
        date: Int64,
        autoSubmitted: Bool = false,
        text: String,
        html: String? = nil,
        plainTextOnly: Bool = false,
        inlineImages: [InlineImage] = [],
        pixelURL: String? = nil,
        notice: MailNotice? = nil,
        attachments: [MailAttachment] = [],
        extraHeaders: [ExtraHeader] = []
    ) {
        self.from = from
        self.to = to
        self.cc = cc
        self.replyTo = replyTo
        self.subject = subject
        self.messageID = messageID
        self.references = references
        self.date = date
        self.autoSubmitted = autoSubmitted
        self.text = text
        self.html = html
        self.plainTextOnly = plainTextOnly
        self.inlineImages = inlineImages
        self.pixelURL = pixelURL
        self.notice = notice
        self.attachments = attachments
        self.extraHeaders = extraHeaders
    }
}
