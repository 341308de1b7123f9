import Crypto
import Foundation
import Ledger
import Mail
import MailLedger

/// Writes evidence bundles: one file that proves what happened to a document, to somebody who has the ledger's public key.
///
/// The file is a zip. What it holds, and how it is checked by hand, its own README.txt says.
package struct BundleWriter {
    private var zip = ZipWriter()
    private var manifest = BundleManifest()

    /// Makes a writer.
    package init() {}

    /// Writes a bundle, piece by piece; no more than one mail is in memory at a time.
    ///
    /// - Parameters:
    ///   - source: What it is made of.
    ///   - mail: Reads a frozen mail; nil where it cannot be opened any more.
    ///   - sign: Signs the list of contents with the ledger's key.
    ///   - sink: Takes the bytes, in order.
    /// - Throws: ``BundleError/tooLarge``, and what the three throw.
    package mutating func write(
        _ source: BundleSource,
        mail: (OpaqueID, Int) async throws -> [UInt8]?,
        sign: (String) throws -> String,
        to sink: ([UInt8]) async throws -> Void
    ) async throws {
        try await sink(add("README.txt", Array(BundleReadme.text(source).utf8)))
        try await sink(add("key.txt", Array("\(source.key)\n".utf8)))
        try await sink(add("checkpoint.txt", Array(source.checkpoint.utf8)))
        try await sink(add("timeline.html", Array(BundlePage.html(source).utf8)))
        try await sink(add("keys.json", try BundleKeys.encode(source.keys)))
        for event in source.events {
            try await sink(add("\(event.prefix).header.json", event.recorded.entry))
            try await sink(add("\(event.prefix).body.json", event.recorded.body))
            try await sink(add("\(event.prefix).opened.json", event.opened.data.bytes))
            try await sink(add("\(event.prefix).receipt", Array(event.receipt.text.utf8)))
        }
        for event in source.events {
            guard case .messageQueued(let queued) = event.opened.event, let message = event.recorded.header.message
            else { continue }
            for (number, _) in queued.numberedRecipients {
                guard let bytes = try await mail(message, number) else { continue }
                try await sink(add(BundledMail.name(message, number), bytes))
            }
        }
        let list = Array(try sign(manifest.text(origin: source.key.name)).utf8)
        try await sink(zip.member(BundleManifest.name, list) + zip.end())
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

    static func decode(_ bytes: [UInt8]) throws -> [KeySubject: SubjectKey] {
        let items = try JSONDecoder().decode([Item].self, from: Data(bytes))
        let keys = items.compactMap { item -> SubjectKey? in
            guard let id = OpaqueID(item.id), let key = Base64.decode(item.key), key.count == 32 else { return nil }
            return SubjectKey(subject: KeySubject(text: item.subject), id: id, key: SymmetricKey(data: key))
        }
        return Dictionary(keys.map { ($0.subject, $0) }) { first, _ in first }
    }
}
