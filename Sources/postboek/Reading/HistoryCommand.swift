import ArgumentParser
import Foundation

/// `postboek history`: lists what was mailed.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List what was mailed, newest first, with what became of it.",
        discussion: """
            Below the list stands, for each copy that failed or whose fate is unknown, why, and what to do next: in the \
            language that --language names, else in the organization's own.
            """
    )

    @Option(help: "Only this status: in_transit, delivered, read, failed, unknown.")
    var status: String?

    @Option(help: ArgumentHelp("Only messages to this address.", valueName: "ADDRESS"))
    var recipient: String?

    @Option(help: ArgumentHelp("Only messages about this document.", valueName: "ID"))
    var document: String?

    @Option(help: ArgumentHelp("Only messages that hold these words.", valueName: "WORDS"))
    var search: String?

    @Option(help: ArgumentHelp("As it was known at a time (RFC 3339) or position.", valueName: "WHEN"))
    var asOf: String?

    @Option(help: "At most so many.")
    var limit = 50

    @Option(help: ArgumentHelp("Go on where an earlier list ended.", valueName: "CURSOR"))
    var cursor: String?

    @Option(help: ArgumentHelp("The language of explanations: en, nl, fr, es.", valueName: "TAG"))
    var language: String?

    @OptionGroup var options: CommonOptions

    private struct Search: Encodable {
        var status: String?
        var recipient: String?
        var document: String?
        var q: String?
        var asOf: String?
        var cursor: String?
        var limit: Int
        var language: String?
    }

    private struct Page: Decodable {
        struct Item: Decodable {
            struct Document: Decodable {
                var number: String?
            }
            struct Recipient: Decodable {
                var address: String?
                var status: String
                var reason: String
                var nextStep: String?
            }
            var id: String
            var document: Document?
            var subject: String?
            var status: String
            var queuedAt: String
            var recipients: [Recipient]
        }
        var items: [Item]
        var next: String?
    }

    func run() async throws {
        // An address, or words that hold one, stand in no URL: proxies keep these.
        let body = try JSONEncoder().encode(
            Search(
                status: status,
                recipient: recipient,
                document: document,
                q: search,
                asOf: asOf,
                cursor: cursor,
                limit: limit,
                language: language
            )
        )
        let bytes = try await withService(options) { client in
            try await client.call("POST", "/v1/messages/search", body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        let page = try JSONDecoder().decode(Page.self, from: bytes)
        let rows = page.items.map { item in
            [
                String(item.queuedAt.prefix(19)), item.status, item.document?.number ?? "–", item.subject ?? "(erased)",
                item.recipients.map { "\($0.address ?? "(erased)") (\($0.status))" }.joined(separator: ", "), item.id,
            ]
        }
        Output.table(["QUEUED (UTC)", "STATUS", "NUMBER", "SUBJECT", "RECIPIENTS", "MESSAGE"], rows)
        for item in page.items { Self.explain(item) }
        if let next = page.next { Output.line("More: --cursor \(next)") }
    }
    private static func explain(_ item: Page.Item) {
        for recipient in item.recipients where ["failed", "unknown"].contains(recipient.status) {
            let what = "\(item.document?.number ?? item.id), \(recipient.address ?? "(erased)")"
            Output.line("\(what): \(recipient.reason)".printable)
            if let step = recipient.nextStep { Output.line("  → \(step.printable)") }
        }
    }
}
