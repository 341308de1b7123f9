import ArgumentParser
import Foundation

/// `postboek batch`: looks at batches, and cancels them.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Show batches (`postboek send --batch`), or cancel one.",
        subcommands: [List.self, Show.self, Cancel.self],
        defaultSubcommand: List.self
    )

    private static func line(_ progress: BatchSending.Progress) -> [String] {
        let counts = [
            progress.count, progress.remaining, progress.queued, progress.sent, progress.failed, progress.uncertain,
            progress.refused, progress.cancelled,
        ]
        return [progress.id, progress.state] + counts.map(String.init)
    }

    private static let titles = [
        "BATCH", "STATE", "DOCUMENTS", "REMAINING", "QUEUED", "SENT", "FAILED", "UNCERTAIN", "REFUSED", "CANCELLED",
    ]

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the batches, newest first.")

        @OptionGroup var options: CommonOptions

        private struct Page: Decodable {
            var items: [BatchSending.Progress]
        }

        func run() async throws {
            let bytes = try await withService(options) { client in try await client.call("GET", "/v1/batches") }
            guard !options.json else { return Output.json(bytes) }
            let page = try JSONDecoder().decode(Page.self, from: bytes)
            Output.table(BatchCommand.titles, page.items.map(BatchCommand.line))
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how far a batch has come.")

        @Argument(help: ArgumentHelp("The batch's id.", valueName: "BATCH"))
        var batch: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await BatchCommand.call("GET", "/v1/batches/\(batch.percentEncoded)", options)
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a batch: nothing more of it is queued, and what has not left is withdrawn."
        )

        @Argument(help: ArgumentHelp("The batch's id.", valueName: "BATCH"))
        var batch: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await BatchCommand.call("POST", "/v1/batches/\(batch.percentEncoded)/cancel", options)
        }
    }

    private static func call(_ method: String, _ path: String, _ options: CommonOptions) async throws {
        let bytes = try await withService(options) { client in try await client.call(method, path) }
        guard !options.json else { return Output.json(bytes) }
        Output.table(titles, [line(try JSONDecoder().decode(BatchSending.Progress.self, from: bytes))])
    }
}
