import Ledger
import Mail
import MailLedger

/// A file that went with mails of a bundle, once however many mails it went with.
package struct BundledAttachment: Hashable, Sendable {
    /// The document of the message that it went with first.
    package let document: OpaqueID?
    /// The message that it went with first.
    package let message: OpaqueID
    /// What the ledger says of it.
    package let attachment: QueuedAttachment
    /// SHA-256 of its bytes, in hexadecimal.
    let hash: String

    /// Its place in the bundle: the beginning of its hash, and its own name as far as every system takes it.
    var name: String {
        let plain = (attachment.name ?? "").unicodeScalars.map { scalar in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || scalar == "." || scalar == "-" ? Character(scalar) : "_"
        }
        return "attachments/\(hash.prefix(16))-\(String(plain.suffix(80)))"
    }

    /// The files of all mails, in the order in which they were mailed first.
    ///
    /// One whose hash cannot be opened any more is left out.
    static func all(in events: [BundledEvent]) -> [Self] {
        all(in: events.map(\.opened))
    }

    static func all(in events: [RecordedMailEvent]) -> [Self] {
        var names: Set<String> = []
        return events.flatMap { event -> [Self] in
            guard case .messageQueued(let queued) = event.event, let message = event.header.message else { return [] }
            return queued.numberedAttachments.compactMap { _, attachment in
                guard let hash = attachment.contentHash, Hash(hex: hash) != nil else { return nil }
                let file = Self(document: event.header.document, message: message, attachment: attachment, hash: hash)
                return names.insert(file.name).inserted ? file : nil
            }
        }
    }
}
