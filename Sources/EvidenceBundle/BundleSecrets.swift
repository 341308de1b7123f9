import Foundation
import Ledger

/// What opens the sealed parts of a bundle's events, and nothing else: no other event of the same person.
enum BundleSecrets {
    static let name = "secrets.json"

    private struct Item: Codable {
        var event: Int64
        var secret: String
    }

    static func encode(_ events: [BundledEvent]) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let items = events.flatMap { event in
            event.secrets.map { Item(event: event.recorded.header.position, secret: Base64.encode($0.bytes)) }
        }
        return Array(try encoder.encode(items))
    }

    /// The secrets by the position of their event; nil for anything that is not such a list.
    static func decode(_ bytes: [UInt8]) -> [Int64: [PartSecret]]? {
        guard let items = try? JSONDecoder().decode([Item].self, from: Data(bytes)) else { return nil }
        var secrets: [Int64: [PartSecret]] = [:]
        for item in items {
            guard let secret = Base64.decode(item.secret).flatMap({ PartSecret(bytes: $0) }) else { return nil }
            secrets[item.event, default: []].append(secret)
        }
        return secrets
    }
}
