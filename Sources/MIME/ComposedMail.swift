/// A finished mail, ready for SMTP DATA but for dot stuffing.
package struct ComposedMail: Hashable, Sendable {
    /// The mail: every line ends in CRLF, and all but the headers that name an international address is ASCII.
    package let bytes: [UInt8]

    /// Where the base64 text of each attachment lies in ``bytes``, in the order of the draft.
    ///
    /// The bytes in each range are ``base64Lines(_:)`` of the attachment, so a store can keep the rest of the mail apart
    /// and put the attachments back later.
    package let attachmentRanges: [Range<Int>]

    /// Whether a header carries UTF-8, so that the next server must offer SMTPUTF8 (RFC 6531).
    ///
    /// Only an address whose local part is not ASCII asks for this; an international domain alone is written as `xn--`.
    package let needsSMTPUTF8: Bool
}
