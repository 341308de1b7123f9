import ArgumentParser
import Foundation

/// `postboek reports`: lists the mails that came back.
struct ReportsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reports",
        abstract: "List the mails that came back, newest first, with what they led to.",
        discussion: """
            To see what one of them says:
              postboek reports --content REPORT | postboek explain-report -
            """
    )

    @Flag(help: "Only those that fit no mail known here.")
    var unmatched = false

    @Option(help: ArgumentHelp("Print this one as it came, instead of a list.", valueName: "REPORT"))
    var content: Int64?

    @Option(help: "At most so many.")
    var limit = 50

    @Option(help: ArgumentHelp("Go on where an earlier list ended.", valueName: "CURSOR"))
    var cursor: String?

    @OptionGroup var options: CommonOptions

    private struct Page: Decodable {
        struct Item: Decodable {
            struct Verdict: Decodable {
                var message: String
                var recipient: Int
                var type: String
                var failureClass: String?
            }
            var position: Int64
            var receivedAt: String
            var source: String
            var kind: String
            var matchedBy: String?
            var verdicts: [Verdict]
        }
        var items: [Item]
        var next: String?
    }

    func run() async throws {
        if let content {
            let path = "/v1/reports/\(content)/content"
            let mail = try await withService(options) { client in
                try await client.call("GET", path, headers: [("Accept", "message/rfc822")])
            }
            return try FileHandle.standardOutput.write(contentsOf: mail)
        }
        let parameters = [("matched", unmatched ? "false" : nil), ("cursor", cursor), ("limit", String(limit))]
        let query = parameters.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
            .joined(separator: "&")
        let bytes = try await withService(options) { client in try await client.call("GET", "/v1/reports?\(query)") }
        guard !options.json else { return Output.json(bytes) }
        let page = try JSONDecoder().decode(Page.self, from: bytes)
        let rows = page.items.map { item in
            [
                String(item.position), String(item.receivedAt.prefix(19)), item.source, item.kind,
                item.matchedBy ?? "–",
                item.verdicts.map { verdict in
                    let words = [verdict.type, verdict.failureClass].compactMap(\.self).joined(separator: " ")
                    return "\(verdict.message) to \(verdict.recipient): \(words)"
                }.joined(separator: ", "),
            ]
        }
        Output.table(["REPORT", "RECEIVED (UTC)", "BY", "KIND", "MATCHED BY", "LED TO"], rows)
        if let next = page.next { Output.line("More: --cursor \(next)") }
    }
}
