import ArgumentParser
import Foundation

/// `postboek suppressions`: the addresses that are sent nothing more.
struct SuppressionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suppressions",
        abstract: "See and change the list of addresses that are sent nothing more.",
        discussion: """
            An address comes onto the list by itself when mail to it fails for good or its owner reports mail as unwanted, \
            where that is proved: seen by the service itself, or signed. A report that anybody could have written never \
            does it. Releasing an address lets it be sent to again; only something newer suppresses it anew.
            """,
        subcommands: [List.self, Add.self, Release.self],
        defaultSubcommand: List.self
    )

    struct Item: Decodable {
        var address: String?
        var state: String
        var reason: String
        var because: Int64?
        var suppressedAt: String
        var releasedAt: String?

        var row: [String] {
            [
                String(suppressedAt.prefix(19)), state, reason, because.map { "event \($0)" } ?? "a person",
                address ?? "(erased)",
            ]
        }

        static let titles = ["SUPPRESSED (UTC)", "STATE", "REASON", "DECIDED BY", "ADDRESS"]
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the addresses, those decided about last first.")

        @Option(help: "Only addresses in this state: suppressed, released.")
        var state: String?

        @Option(help: "At most so many.")
        var limit = 50

        @Option(help: ArgumentHelp("Go on where an earlier list ended.", valueName: "CURSOR"))
        var cursor: String?

        @OptionGroup var options: CommonOptions

        private struct Page: Decodable {
            var items: [Item]
            var next: String?
        }

        func run() async throws {
            let filters = [("state", state), ("cursor", cursor), ("limit", String(limit))]
            let query = filters.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
                .joined(separator: "&")
            let bytes = try await withService(options) { client in
                try await client.call("GET", "/v1/suppressions?\(query)")
            }
            guard !options.json else { return Output.json(bytes) }
            let page = try JSONDecoder().decode(Page.self, from: bytes)
            Output.table(Item.titles, page.items.map(\.row))
            if let next = page.next { Output.line("More: --cursor \(next)") }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Suppress an address: it is sent nothing more.")

        @Argument(help: ArgumentHelp("The address.", valueName: "ADDRESS"))
        var address: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await SuppressionsCommand.change("/v1/suppressions", address, options)
        }
    }

    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let an address be sent to again.")

        @Argument(help: ArgumentHelp("The address.", valueName: "ADDRESS"))
        var address: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await SuppressionsCommand.change("/v1/suppressions/release", address, options)
        }
    }

    private struct Request: Encodable {
        var address: String
    }

    private static func change(_ path: String, _ address: String, _ options: CommonOptions) async throws {
        let body = try JSONEncoder().encode(Request(address: address))
        let bytes = try await withService(options) { client in try await client.call("POST", path, body: body) }
        guard !options.json else { return Output.json(bytes) }
        Output.table(Item.titles, [try JSONDecoder().decode(Item.self, from: bytes).row])
    }
}
