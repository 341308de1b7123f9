import Ledger
import MailLedger

/// An event in a bundle: as stored, and opened.
package struct BundledEvent: Sendable {
    /// As the ledger holds it.
    package let recorded: RecordedEvent
    /// What opens its sealed parts and no other event's; those of erased persons are missing.
    package let secrets: [PartSecret]
    /// Opened with these secrets.
    package let opened: RecordedMailEvent
    /// The proof that it stands in the ledger.
    package let receipt: Receipt

    /// Puts the parts together.
    ///
    /// - Throws: What the archive has against the event, or a secret against its part.
    package init(recorded: RecordedEvent, secrets: [PartSecret], receipt: Receipt) throws {
        self.recorded = recorded
        self.secrets = secrets
        self.receipt = receipt
        opened = try MailArchive.open(recorded, ledger: recorded.header.ledger, with: secrets)
    }

    /// How the event's files start.
    var prefix: String { "events/\(BundledEvent.digits(recorded.header.position))" }

    /// A position with leading zeros, so that files sort.
    static func digits(_ position: Int64) -> String {
        let digits = "\(position)"
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }
}

/// The frozen mails in a bundle.
enum BundledMail {
    /// The name of a copy's file.
    static func name(_ message: OpaqueID, _ recipient: Int) -> String { "mails/\(message)-\(recipient).eml" }
}
