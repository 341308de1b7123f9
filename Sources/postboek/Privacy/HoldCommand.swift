import ArgumentParser
import Foundation

/// `postboek hold`: forbids to erase a person.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Forbid to erase a person for now (legal hold), and lift that again.",
        discussion: """
            A hold is an event with its reason, as is its end. While it stands, `postboek erase` refuses and says so. The \
            reason must name nobody.
            """,
        subcommands: [List.self, Place.self, Lift.self],
        defaultSubcommand: List.self
    )

    private struct Hold: Decodable {
        var person: String
        var address: String?
        var heldSince: String?
        var reason: String?

        var row: [String] { [String((heldSince ?? "–").prefix(19)), address ?? person, reason ?? ""] }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the holds, oldest first.")

        @OptionGroup var options: CommonOptions

        private struct Page: Decodable {
            var items: [Hold]
        }

        func run() async throws {
            let bytes = try await withService(options) { client in try await client.call("GET", "/v1/holds") }
            guard !options.json else { return Output.json(bytes) }
            let page = try JSONDecoder().decode(Page.self, from: bytes)
            Output.table(["SINCE (UTC)", "PERSON", "REASON"], page.items.map(\.row))
        }
    }

    struct Place: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forbid to erase a person.")

        @OptionGroup var person: PersonAddress

        @Option(help: ArgumentHelp("Why; must name nobody.", valueName: "TEXT"))
        var reason: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await HoldCommand.decide("/v1/holds", try person.read(), reason, options)
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let a person be erased again.")

        @OptionGroup var person: PersonAddress

        @Option(help: ArgumentHelp("Why; must name nobody.", valueName: "TEXT"))
        var reason: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            try await HoldCommand.decide("/v1/holds/lift", try person.read(), reason, options)
        }
    }

    private struct Request: Encodable {
        var address: String
        var reason: String
    }

    private static func decide(
        _ path: String,
        _ address: String,
        _ reason: String,
        _ options: CommonOptions
    ) async throws {
        let body = try JSONEncoder().encode(Request(address: address, reason: reason))
        let bytes = try await withService(options) { client in try await client.call("POST", path, body: body) }
        guard !options.json else { return Output.json(bytes) }
        let hold = try JSONDecoder().decode(Hold.self, from: bytes)
        Output.line(hold.heldSince.map { "Held since \($0)." } ?? "No hold stands; the person may be erased.")
    }
}
