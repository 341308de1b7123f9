import Mail

/// A picture that the HTML of a mail shows from within the mail (RFC 2392).
package struct InlineImage: Hashable, Sendable {
    /// What the HTML calls it, behind `cid:`.
    package let contentID: MessageID
    /// The file that it is, for readers who save it.
    package let file: MailAttachment

    /// Makes a picture.
    ///
    /// - Throws: ``MIMEComposeError/notAnImage`` for a file of another media type.
    package init(contentID: MessageID, file: MailAttachment) throws(MIMEComposeError) {
        guard file.mediaType.type == "image" else { throw .notAnImage }
        self.contentID = contentID
        self.file = file
    }
}

extension HeaderBlock {
    /// Writes the headers of a picture's part.
    init(_ image: InlineImage) throws(MIMEComposeError) {
        try self.init(image.file, disposition: "inline")
        try append("Content-ID", words: ["<\(image.contentID)>"])
    }
}
