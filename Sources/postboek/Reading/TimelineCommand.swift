import ArgumentParser
import Foundation

/// `postboek timeline`: shows all that happened to a document.
struct TimelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "Show all that happened to a document, in order.",
        discussion: "With --as-of, shows what was known at a time (RFC 3339) or at a position of the ledger."
    )

    @Argument(help: "Your own id of the document.")
    var document: String

    @Option(help: ArgumentHelp("A time or a position.", valueName: "WHEN"))
    var asOf: String?

    @OptionGroup var options: CommonOptions

    private struct Page: Decodable {
        struct Entry: Decodable {
            struct Recipient: Decodable {
                var number: Int
                var address: String?
            }
            var position: Int64
            var type: String
            var occurredAt: String
            var recipient: Recipient?
        }
        var entries: [Entry]
        var next: String?
    }

    func run() async throws {
        let (document, asOf) = (document, asOf)
        let pages: [Data] = try await withService(options) { client in
            try await Self.pages(of: document, asOf: asOf, client)
        }
        guard !options.json else { return Output.json(try Self.joined(pages)) }
        var rows: [[String]] = []
        for page in pages {
            rows += try JSONDecoder().decode(Page.self, from: page).entries.map { Self.row($0) }
        }
        Output.table(["POSITION", "OCCURRED (UTC)", "WHAT", "RECIPIENT"], rows)
    }

    private static func row(_ entry: Page.Entry) -> [String] {
        let recipient = entry.recipient.map { $0.address ?? "recipient \($0.number)" } ?? ""
        return [String(entry.position), String(entry.occurredAt.prefix(19)), entry.type, recipient]
    }

    /// All pages of the answer, as they came.
    private static func pages(of document: String, asOf: String?, _ client: ServiceClient) async throws -> [Data] {
        let path = "/v1/documents/\(document.percentEncoded)/timeline?limit=200"
        let query = path + (asOf.map { "&asOf=\($0.percentEncoded)" } ?? "")
        var pages: [Data] = []
        var cursor: String?
        repeat {
            let bytes = try await client.call("GET", query + (cursor.map { "&cursor=\($0.percentEncoded)" } ?? ""))
            pages.append(bytes)
            cursor = try JSONDecoder().decode(Page.self, from: bytes).next
        } while cursor != nil
        return pages
    }

    /// One answer of all pages: the first one with the entries of all.
    private static func joined(_ pages: [Data]) throws -> Data {
        guard pages.count > 1, let first = pages.first else { return pages.first ?? Data() }
        var answer = try object(first)
        var entries: [Any] = []
        for page in pages { entries += try object(page)["entries"] as? [Any] ?? [] }
        answer["entries"] = entries
        answer["next"] = NSNull()
        return try JSONSerialization.data(withJSONObject: answer, options: [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func object(_ page: Data) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: page) as? [String: Any] ?? [:]
    }
}
