import Mail

/// A file that goes along with a mail.
package struct MailAttachment: Hashable, Sendable {
    /// The file name that the reader sees: 1 to 255 bytes, no folder in it.
    package let name: HeaderText

    /// What the bytes are.
    package let mediaType: MediaType

    /// The file, exactly as it arrives.
    package let bytes: [UInt8]

    /// Makes an attachment from a checked name.
    ///
    /// - Throws: The first rule that the name or the media type breaks.
    package init(name: HeaderText, mediaType: MediaType, bytes: [UInt8]) throws(MailAttachmentError) {
        guard !name.text.isEmpty, name.text != ".", name.text != ".." else { throw .noName }
        guard name.text.utf8.count <= 255 else { throw .nameTooLong }
        guard !name.text.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) else {
            throw .folderInName
        }
        // HeaderText refuses these too; a name must not depend on another room's rule to stay out of other headers.
        guard !name.text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { throw .controlCharacter }
        guard !mediaType.isComposite else { throw .compositeMediaType }
        self.name = name
        self.mediaType = mediaType
        self.bytes = bytes
    }
}

/// The first rule that a name or a media type breaks on its way to a ``MailAttachment``.
package enum MailAttachmentError: Error, Hashable, CustomStringConvertible {
    case noName, nameTooLong, folderInName, controlCharacter, compositeMediaType

    /// What is wrong, and what to write instead.
    package var description: String {
        switch self {
        case .noName: "the attachment needs a file name, such as invoice.pdf"
        case .nameTooLong: "the file name of the attachment is longer than 255 bytes"
        case .folderInName: "the file name of the attachment contains / or \\; give the name without its folder"
        case .controlCharacter: "the file name of the attachment contains a control character"
        case .compositeMediaType: "an attachment cannot be of type multipart or message; use application/octet-stream"
        }
    }
}
