import DocumentTimeline
import EvidenceBundle
import Ledger
import LedgerFiles
import LedgerSQLite
import Logging
import Mail
import MailLedger
import Witness

extension Organization {
    /// All evidence about a document, as one file that proves it to a stranger.
    ///
    /// - Parameter callersID: The caller's own id of the document.
    /// - Returns: What writes the file; nothing is written yet, but all but the mails is read.
    /// - Throws: ``PostofficeError``; `LedgerReadError.unproved` for a damaged ledger.
    package func bundle(ofDocument callersID: String) async throws -> OrganizationBundle {
        var selection = BundleSelection()
        var after: Int64?
        repeat {
            let page = try await timeline(
                ofDocument: callersID,
                asOf: nil,
                after: after,
                limit: DocumentTimeline.pageLimit
            )
            do throws(BundleError) {
                for entry in page.entries {
                    try selection.add(
                        at: entry.position,
                        type: entry.type,
                        message: entry.message,
                        recipient: entry.recipient?.number,
                        data: entry.data
                    )
                }
            } catch {
                throw PostofficeError.tooLarge(error.description)
            }
            after = page.next
        } while after != nil
        let (positions, folded) = (selection.positions, selection.folded)
        return try await translatingErrors {
            let receipts = try await receipts(for: positions)
            var events: [BundledEvent] = []
            for (position, receipt) in zip(positions, receipts) {
                guard let recorded = try await ledger.events(from: position, limit: 1).first else { continue }
                let secrets = try await archive.secrets(of: [recorded]).first ?? []
                events.append(try BundledEvent(recorded: recorded, secrets: secrets, receipt: receipt))
            }
            try await requireContent(of: events)
            let checkpoint = receipts.first?.checkpoint ?? ""
            let known = (try await anchoring().witnesses ?? []).compactMap { try? WitnessKey(parsing: $0.key) }
            let cosignatures = (try? WitnessQuorum(known, needed: 0).verify(checkpoint)) ?? []
            let source = BundleSource(
                key: ledger.verifierKey,
                events: events,
                checkpoint: checkpoint,
                witnesses: cosignatures.map(\.witness),
                folded: folded
            )
            return OrganizationBundle(organization: self, source: source)
        }
    }

    /// Refuses a bundle of which a mail or file is lost, and says which, before anything is written.
    private func requireContent(of events: [BundledEvent]) async throws {
        for event in events {
            guard
                case .messageQueued(let queued) = event.opened.event, let message = event.recorded.header.message
            else { continue }
            // What was erased has no address or name any more, and is left out.
            var names = queued.numberedRecipients.filter { $0.recipient.address != nil }
                .map { ("the mail to recipient \($0.number)", $0.recipient.content) }
            names += queued.numberedAttachments.filter { $0.attachment.name != nil }
                .map { ("attachment \($0.number)", $0.attachment.content) }
            for (what, name) in names where await !contentFolder.holds(ContentName(text: name)) {
                let file = "content/\(name.prefix(2))/\(name)"
                logger.error("content is missing", metadata: ["message": "\(message)", "file": "\(file)"])
                throw PostofficeError.unavailable(
                    "\(what) of message \(message): its file \(file) is missing; put it back into the organization's folder from "
                        + "a backup, then ask again"
                )
            }
        }
    }
}

/// The evidence about a document, ready to be written piece by piece.
package struct OrganizationBundle {
    private let organization: Organization
    private var writer: BundleWriter

    init(organization: Organization, source: BundleSource) {
        self.organization = organization
        writer = BundleWriter(source)
    }

    /// The next piece of the file; nil after the last.
    package mutating func next() async throws -> [UInt8]? {
        let organization = organization
        return try await writer.next(
            mail: { message, recipient in
                do {
                    return try await organization.content(of: message, recipient: recipient)
                } catch PostofficeError.erased {
                    return nil
                }
            },
            attachment: { file in
                let subject = file.document.map(KeySubject.document) ?? .message(file.message)
                do {
                    let name = ContentName(text: file.attachment.content)
                    return try await organization.postmaster.read(name, subject: subject)
                } catch KeyStoreError.erased {
                    return nil
                }
            },
            sign: { try organization.ledger.sign(statement: $0) }
        )
    }
}
