import ArgumentParser
import Foundation

/// `postboek feeds`: the sources of evidence.
struct FeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feeds",
        abstract: "Show where evidence comes from, and which source went silent.",
        discussion: """
            A webhook is thought silent when mail left by its provider more than six hours ago, nothing final is known of \
            it, and the webhook was not heard since. Any source is thought to fail when it failed three times in a row. \
            Counts begin anew with each start of the service.
            """
    )

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        struct Feed: Decodable {
            var feed: String
            var state: String
            var reason: String?
            var lastHeardAt: String?
            var heard: Int
            var failed: Int
            var wrongAddress: Int
            var lastFailure: String?
        }
        var items: [Feed]
    }

    func run() async throws {
        let bytes = try await withService(options) { client in try await client.call("GET", "/v1/feeds") }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        guard !answer.items.isEmpty else {
            return Output.line("No source of evidence is set up; see `postboek webhook set --help`.")
        }
        let rows = answer.items.map { feed in
            [
                feed.feed, feed.state, feed.lastHeardAt.map { String($0.prefix(19)) } ?? "–", String(feed.heard),
                String(feed.failed + feed.wrongAddress),
                feed.reason ?? feed.lastFailure ?? (feed.state == "off" ? "not set up; see postboek webhook set" : ""),
            ]
        }
        Output.table(["FEED", "STATE", "LAST HEARD (UTC)", "HEARD", "REFUSED", "WHY"], rows)
    }
}
