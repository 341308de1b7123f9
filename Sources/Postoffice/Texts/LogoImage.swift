import MIME
import Mail
import Texts

extension Logo {
    /// The picture as a part of a mail.
    func inlineImage() throws -> InlineImage {
        let suffix = mediaType.split(separator: "/").last.map(String.init) ?? "png"
        let file = try MailAttachment(
            name: try HeaderText(parsing: "logo.\(suffix)"),
            mediaType: try MediaType(parsing: mediaType),
            bytes: bytes
        )
        return try InlineImage(contentID: try MessageID(parsing: contentID), file: file)
    }
}
