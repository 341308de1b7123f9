/// Makes the mail that a draft describes.
///
/// Without attachments the mail is a `multipart/alternative` of text and HTML, or the text alone; with attachments that
/// content is the first part of a `multipart/mixed`. Pictures that the HTML shows stand beside it in a `multipart/related`.
/// The result is the same bytes for the same draft. The work is bound by the processor alone: no file, no network, no lock
/// that is held for long.
///
/// - Throws: The first thing that stands in the way; nothing of the mail is then usable.
package func compose(_ draft: MailDraft) throws(MIMEComposeError) -> ComposedMail {
    let headers = try HeaderBlock(draft)
    let parts = try ContentParts()
    let boundaries = Boundaries(draft.messageID)
    let content = try content(of: draft, parts: parts, boundaries: boundaries)

    var mail = headers.bytes + content
    if !mail.suffix(2).elementsEqual("\r\n".utf8) {
        mail += "\r\n".utf8
    }
    let contentHeaders = draft.plainTextOnly && draft.attachments.isEmpty ? textHeaderNames : ["Content-Type"]
    try checkMail(mail, headerNames: headers.names + contentHeaders, internationalHeaders: headers.bytes.count)
    if !draft.plainTextOnly { try insert(draft.inlineImages, into: &mail, boundary: boundaries.related) }
    let ranges = try append(draft.attachments, to: &mail, boundary: boundaries.mixed)
    return ComposedMail(
        bytes: mail,
        attachmentRanges: ranges,
        needsSMTPUTF8: headers.bytes.contains { $0 >= 0x80 }
    )
}

private let textHeaderNames = ["Content-Type", "Content-Transfer-Encoding"]

/// All of the mail after its own headers, attachments aside: their container is there, and closed after its first part.
private func content(
    of draft: MailDraft,
    parts: borrowing ContentParts,
    boundaries: Boundaries
) throws(MIMEComposeError) -> [UInt8] {
    let plain = draft.notice?.appended(to: draft.text) ?? draft.text
    let text = try parts.text(BodyText(plain), subtype: "plain")
    guard !draft.plainTextOnly else {
        return try contentBytes(of: text, draft: draft, parts: parts, boundaries: boundaries)
    }
    var html = draft.html ?? htmlDocument(fromPlainText: draft.text)
    if let notice = draft.notice { html = notice.inserted(into: html) }
    if let pixelURL = draft.pixelURL {
        html = try TrackingPixel(url: pixelURL).inserted(into: html)
    }
    let alternative = try parts.multipart("alternative", boundary: boundaries.alternative)
    parts.add(text, to: alternative)
    let page = try parts.text(BodyText(html), subtype: "html")
    if draft.inlineImages.isEmpty {
        parts.add(page, to: alternative)
    } else {
        let related = try parts.multipart("related", boundary: boundaries.related)
        parts.add(page, to: related)
        parts.add(related, to: alternative)
    }
    return try contentBytes(of: alternative, draft: draft, parts: parts, boundaries: boundaries)
}

private func contentBytes(
    of body: borrowing GMimeObjectReference,
    draft: MailDraft,
    parts: borrowing ContentParts,
    boundaries: Boundaries
) throws(MIMEComposeError) -> [UInt8] {
    guard !draft.attachments.isEmpty else { return try parts.bytes(of: body) }
    let mixed = try parts.multipart("mixed", boundary: boundaries.mixed)
    parts.add(body, to: mixed)
    return try parts.bytes(of: mixed)
}

/// Puts pictures before the line that closes the HTML's container.
private func insert(
    _ images: [InlineImage],
    into mail: inout [UInt8],
    boundary: String
) throws(MIMEComposeError) {
    guard !images.isEmpty else { return }
    let closing = Array("--\(boundary)--\r\n".utf8)
    // Boundaries cannot occur within a part, so this is the line itself.
    guard let place = mail.firstRange(of: closing)?.lowerBound else { throw .malformedOutput }
    var parts: [UInt8] = []
    for image in images {
        let headers = try HeaderBlock(image)
        try checkHeaders(headers)
        parts += "--\(boundary)\r\n".utf8
        parts += headers.bytes
        parts += "\r\n".utf8
        parts += ComposedMail.base64Lines(image.file.bytes)
    }
    mail.insert(contentsOf: parts, at: place)
}

/// Puts the attachments before the line that closes the mail, so that each is encoded once, into its place.
private func append(
    _ attachments: [MailAttachment],
    to mail: inout [UInt8],
    boundary: String
) throws(MIMEComposeError) -> [Range<Int>] {
    guard !attachments.isEmpty else { return [] }
    let closing = Array("--\(boundary)--\r\n".utf8)
    guard mail.suffix(closing.count).elementsEqual(closing) else { throw .malformedOutput }
    mail.removeLast(closing.count)
    mail.reserveCapacity(mail.count + attachments.reduce(0) { $0 + $1.bytes.count / 57 * 78 + 2048 })

    var ranges: [Range<Int>] = []
    for attachment in attachments {
        let headers = try HeaderBlock(attachment)
        try checkHeaders(headers)
        mail += "--\(boundary)\r\n".utf8
        mail += headers.bytes
        mail += "\r\n".utf8
        let start = mail.count
        mail += ComposedMail.base64Lines(attachment.bytes)
        ranges.append(start..<mail.count)
    }
    mail += closing
    return ranges
}
