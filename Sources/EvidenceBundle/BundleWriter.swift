import Crypto
import Foundation
import Ledger
import Mail
import MailLedger

/// Writes an evidence bundle: one file that proves what happened to a document, to whoever has the ledger's public key.
///
/// The file is a zip. What it holds, and how it is checked by hand, its own README.txt says. It comes piece by piece, so
/// that no more than one mail is in memory at a time.
package struct BundleWriter {
    private enum Part {
        case readme, key, checkpoint, page, keys
        case header(BundledEvent), body(BundledEvent), opened(BundledEvent), receipt(BundledEvent)
        case mail(OpaqueID, Int)
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
        parts = ([.readme, .key, .checkpoint, .page, .keys] + events + mails + [.end])[...]
    }

    /// The next piece of the file; nil after the last.
    ///
    /// - Parameters:
    ///   - mail: Reads a frozen mail; nil where it cannot be opened any more.
    ///   - sign: Signs the list of contents with the ledger's key.
    /// - Returns: The bytes to write.
    /// - Throws: ``BundleError/tooLarge``, and what the two throw.
    package mutating func next(
        mail: (OpaqueID, Int) async throws -> [UInt8]?,
        sign: (String) throws -> String
    ) async throws -> [UInt8]? {
        while let part = parts.popFirst() {
            switch part {
            case .readme: return try add("README.txt", Array(BundleReadme.text(source).utf8))
            case .key: return try add("key.txt", Array("\(source.key)\n".utf8))
            case .checkpoint: return try add("checkpoint.txt", Array(source.checkpoint.utf8))
            case .page: return try add("timeline.html", Array(BundlePage.html(source).utf8))
            case .keys: return try add("keys.json", try BundleKeys.encode(source.keys))
            case .header(let event): return try add("\(event.prefix).header.json", event.recorded.entry)
            case .body(let event): return try add("\(event.prefix).body.json", event.recorded.body)
            case .opened(let event): return try add("\(event.prefix).opened.json", event.opened.data.bytes)
            case .receipt(let event): return try add("\(event.prefix).receipt", Array(event.receipt.text.utf8))
            case .mail(let message, let recipient):
                guard let bytes = try await mail(message, recipient) else { continue }
                return try add(BundledMail.name(message, recipient), bytes)
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

/// The keys in a bundle.
enum BundleKeys {
    private struct Item: Codable {
        var subject: String
        var id: String
        var key: String
    }

    static func encode(_ keys: [SubjectKey]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let items = keys.sorted { $0.subject < $1.subject }.map { key in
            let bytes = key.key.withUnsafeBytes { Array($0) }
            return Item(subject: key.subject.text, id: key.id.description, key: Base64.encode(bytes))
        }
        return Array(try encoder.encode(items))
    }

    static func decode(_ bytes: [UInt8]) throws -> KeyRing {
        let items = try JSONDecoder().decode([Item].self, from: Data(bytes))
        return KeyRing(
            items.compactMap { item -> SubjectKey? in
                guard let id = OpaqueID(item.id), let key = Base64.decode(item.key), key.count == 32 else { return nil }
                return SubjectKey(subject: KeySubject(text: item.subject), id: id, key: SymmetricKey(data: key))
            }
        )
    }
}
