/// The lines between the parts of one mail.
///
/// They follow from the Message-ID, so that a draft always composes to the same bytes. They cannot occur within a part:
/// quoted-printable never has `_` after `=`, and base64 has no `_`.
struct Boundaries {
    /// Separates the content from the attachments.
    let mixed: String

    /// Separates the HTML from its pictures.
    let related: String

    /// Separates the text from the HTML.
    let alternative: String

    init(_ messageID: MessageID) {
        // FNV-1a: no secret, only a name that differs from mail to mail.
        let hash = messageID.description.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        self.mixed = "=_\(digits)_m"
        self.related = "=_\(digits)_r"
        self.alternative = "=_\(digits)_a"
    }
}
