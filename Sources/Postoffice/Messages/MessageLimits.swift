/// The sizes a message may have.
package struct MessageLimits: Hashable, Sendable {
    /// The most attachments.
    package var attachments = 10
    /// The most bytes of one attachment.
    package var attachmentBytes = 5_000_000
    /// The most bytes of all attachments together.
    package var totalBytes = 25_000_000
    /// The most recipients, of all roles together.
    package var recipients = 50
    /// The most UTF-8 bytes of the text, and of the HTML.
    package var textBytes = 1_000_000

    /// The limits that the service has.
    package static let standard = Self()
}
