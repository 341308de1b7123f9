import Ledger
import Mail
import MailLedger
import Witness

/// What a bundle is made of; all that stands in its texts follows from this.
package struct BundleSource: Sendable {
    /// The ledger's public key.
    package var key: NoteKey
    /// The events, in order; their receipts are by the checkpoint.
    package var events: [BundledEvent]
    /// The signed checkpoint, with its cosignatures.
    package var checkpoint: String
    /// The public keys of those who cosigned it.
    package var witnesses: [WitnessKey]
    /// The events that were too many of one kind, and are counted only.
    package var folded: [FoldedEvents]

    /// Collects the parts.
    package init(
        key: NoteKey,
        events: [BundledEvent],
        checkpoint: String,
        witnesses: [WitnessKey] = [],
        folded: [FoldedEvents] = []
    ) {
        self.key = key
        self.events = events
        self.checkpoint = checkpoint
        self.witnesses = witnesses
        self.folded = folded
    }

    /// The document's number, or what else tells a person which document it is.
    var title: String {
        let documents = events.compactMap { event -> Document? in
            guard case .documentRegistered(let registered) = event.opened.event else { return nil }
            return registered.document
        }
        return documents.last.map { "\($0.type.rawValue) \($0.number)" } ?? "a document that was erased"
    }
}
