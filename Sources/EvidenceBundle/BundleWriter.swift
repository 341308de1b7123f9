import Ledger
import Mail
import MailLedger

/// Writes an evidence bundle: one file that proves what happened to a document, to whoever has the ledger's public key.
///
/// The file is a zip. What it holds, and how it is checked by hand, its own README.txt says. It comes piece by piece, so
/// that no more than one mail is in memory at a time.
package struct BundleWriter {
    private enum Part {
        case readme, key, witnesses, checkpoint, page, secrets, folded
        case header(BundledEvent), body(BundledEvent), opened(BundledEvent), receipt(BundledEvent)
        case mail(OpaqueID, Int), attachment(BundledAttachment)
        case end
    }

    private let source: BundleSource
    private var parts: ArraySlice<Part>
    private var zip = ZipWriter()
    private var manifest = BundleManifest()

    /// Begins a bundle.
    package init(_ source: BundleSource) {
        self.source = source
        let events = source.events.flatMap { event in
            [Part.header(event), .body(event), .opened(event), .receipt(event)]
        }
        let mails = source.events.flatMap { event -> [Part] in
            guard case .messageQueued(let queued) = event.opened.event, let message = event.recorded.header.message
            else { return [] }
            return queued.numberedRecipients.map { .mail(message, $0.number) }
        }
        let attachments = BundledAttachment.all(in: source.events).map { Part.attachment($0) }
        let start: [Part] = [.readme, .page, .key, .witnesses, .checkpoint, .secrets]
        parts = (start + (source.folded.isEmpty ? [] : [.folded]) + events + mails + attachments + [.end])[...]
    }

    /// The next piece of the file; nil after the last.
    ///
    /// - Parameters:
    ///   - mail: Reads a frozen mail; nil where it cannot be opened any more.
    ///   - attachment: Reads an attachment; nil where it cannot be opened any more.
    ///   - sign: Signs the list of contents with the ledger's key.
    /// - Returns: The bytes to write.
    /// - Throws: ``BundleError/tooLarge``, and what the two throw.
    package mutating func next(
        mail: (OpaqueID, Int) async throws -> [UInt8]?,
        attachment: (BundledAttachment) async throws -> [UInt8]?,
        sign: (String) throws -> String
    ) async throws -> [UInt8]? {
        while let part = parts.popFirst() {
            switch part {
            case .readme: return try add("README.txt", Array(BundleReadme.text(source).utf8))
            case .key: return try add("key.txt", Array("\(source.key)\n".utf8))
            case .checkpoint: return try add("checkpoint.txt", Array(source.checkpoint.utf8))
            case .page: return try add("timeline.html", Array(BundlePage.html(source).utf8))
            case .witnesses:
                return try add("witnesses.txt", Array(source.witnesses.map { "\($0)\n" }.joined().utf8))
            case .secrets: return try add(BundleSecrets.name, try BundleSecrets.encode(source.events))
            case .folded: return try add(FoldedEvents.name, try FoldedEvents.encode(source.folded))
            case .header(let event): return try add("\(event.prefix).header.json", event.recorded.entry)
            case .body(let event): return try add("\(event.prefix).body.json", event.recorded.body)
            case .opened(let event): return try add("\(event.prefix).opened.json", event.opened.data.bytes)
            case .receipt(let event): return try add("\(event.prefix).receipt", Array(event.receipt.text.utf8))
            case .mail(let message, let recipient):
                guard let bytes = try await mail(message, recipient) else { continue }
                return try add(BundledMail.name(message, recipient), bytes)
            case .attachment(let file):
                guard let bytes = try await attachment(file) else { continue }
                return try add(file.name, bytes)
            case .end:
                let list = Array(try sign(manifest.text(origin: source.key.name)).utf8)
                return try zip.member(BundleManifest.name, list) + zip.end()
            }
        }
        return nil
    }

    private mutating func add(_ name: String, _ content: [UInt8]) throws(BundleError) -> [UInt8] {
        manifest.add(name, content)
        return try zip.member(name, content)
    }
}
