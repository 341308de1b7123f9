import MIME
import Mail

/// Makes a draft whose every part can be replaced; the rest is harmless.
func makeDraft(
    from: Mailbox? = nil,
    to: [Mailbox]? = nil,
    cc: [Mailbox] = [],
    replyTo: Mailbox? = nil,
    subject: String = "Invoice 2026-12",
    references: [MessageID] = [],
    date: Int64 = 1_795_294_800,
    autoSubmitted: Bool = false,
    text: String = "Please find the invoice attached.\n",
    html: String? = nil,
    plainTextOnly: Bool = false,
    pixelURL: String? = nil,
    notice: MailNotice? = nil,
    attachments: [MailAttachment] = [],
    extraHeaders: [ExtraHeader] = []
) throws -> MailDraft {
    try MailDraft(
        from: from ?? mailbox("billing@example.com", "Example Company"),
        to: to ?? [mailbox("customer@example.nl", "Customer")],
        cc: cc,
        replyTo: replyTo,
        subject: HeaderText(parsing: subject),
        messageID: MessageID(parsing: "0198f00d.1@mail.example.com"),
        references: references,
        date: date,
        autoSubmitted: autoSubmitted,
        text: text,
        html: html,
        plainTextOnly: plainTextOnly,
        pixelURL: pixelURL,
        notice: notice,
        attachments: attachments,
        extraHeaders: extraHeaders
    )
}

func mailbox(_ address: String, _ name: String? = nil) throws -> Mailbox {
    try Mailbox(address: EmailAddress(parsing: address), name: name.map { try HeaderText(parsing: $0) })
}

func attachment(
    _ name: String,
    type: String = "application/pdf",
    bytes: [UInt8] = Array("%PDF-1.7".utf8)
) throws -> MailAttachment {
    try MailAttachment(name: HeaderText(parsing: name), mediaType: MediaType(parsing: type), bytes: bytes)
}

/// The mail as text, for looking at what is ASCII anyway.
func text(_ mail: ComposedMail) -> String {
    String(decoding: mail.bytes, as: UTF8.self)
}

/// The lines of a mail, without their CRLF.
func lines(_ mail: ComposedMail) -> [String] {
    text(mail).replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

/// What a text becomes in a mail: CRLF at the end of every line.
func travelled(_ text: String) -> [UInt8] {
    // Character by character, CR and CRLF in a row would melt into one.
    Array(text.replacing(/\r\n|\r|\n/.matchingSemantics(.unicodeScalar), with: "\r\n").utf8)
}
