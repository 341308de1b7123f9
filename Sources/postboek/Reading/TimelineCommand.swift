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
        let path = "/v1/documents/\(document.percentEncoded)/timeline?limit=200"
        let query = path + (asOf.map { "&asOf=\($0.percentEncoded)" } ?? "")
        let bytes = try await withService(options) { client in try await client.call("GET", query) }
        guard !options.json else { return Output.json(bytes) }
        let page = try JSONDecoder().decode(Page.self, from: bytes)
        let rows = page.entries.map { entry in
            [
                String(entry.position), String(entry.occurredAt.prefix(19)), entry.type,
                entry.recipient.map { $0.address ?? "recipient \($0.number)" } ?? "",
            ]
        }
        Output.table(["POSITION", "OCCURRED (UTC)", "WHAT", "RECIPIENT"], rows)
    }
}
