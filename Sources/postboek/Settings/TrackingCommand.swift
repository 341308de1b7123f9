import ArgumentParser
import Foundation
import Mail

/// `postboek tracking`: says whose opens are tracked.
struct TrackingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tracking",
        abstract: "Say whose opens are tracked, and whom a read receipt is asked of.",
        discussion: """
            never: no mail is tracked. onRequest: a message is tracked if it asks for it (trackOpens). always: every message \
            is tracked unless it asks not to. Organization, kind of document and customer may each have a policy, and the \
            strictest wins; where none has, it is onRequest. Each message keeps the outcome and its basis. A recipient can \
            take the consent back by the link in every tracked mail, which also holds for mails already sent.
            """,
        subcommands: [Show.self, Set.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what is set.")

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let bytes = try await withService(options) { client in try await client.call("GET", TrackingCommand.path) }
            try TrackingCommand.show(bytes, json: options.json)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what is set; what is not named stays.",
            discussion: "Example: postboek tracking set --policy always --type reminder=never --receipt invoice"
        )

        @Option(help: "For all mails: never, onRequest or always; `none` takes it back.")
        var policy: String?

        @Option(help: ArgumentHelp("For one kind of document; `KIND=none` takes it back.", valueName: "KIND=POLICY"))
        var type: [String] = []

        @Option(help: ArgumentHelp("Ask for a read receipt with this kind of document.", valueName: "KIND"))
        var receipt: [String] = []

        @Option(help: ArgumentHelp("Ask no more for a read receipt with this kind of document.", valueName: "KIND"))
        var noReceipt: [String] = []

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let changes = Changes(policy: policy, types: type, receipts: receipt, noReceipts: noReceipt)
            let bytes = try await withService(options) { client in
                var settings: Settings = try await client.call("GET", TrackingCommand.path)
                try changes.apply(to: &settings)
                return try await client.call("PUT", TrackingCommand.path, body: try JSONEncoder().encode(settings))
            }
            try TrackingCommand.show(bytes, json: options.json)
        }
    }

    /// What is to be changed.
    private struct Changes: Sendable {
        let policy: String?
        let types: [String]
        let receipts: [String]
        let noReceipts: [String]

        func apply(to settings: inout Settings) throws {
            if let policy { settings.policy = policy == "none" ? nil : policy }
            for pair in types {
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw CommandError("--type is written as KIND=POLICY: invoice=never") }
                settings.documentTypes = settings.documentTypes ?? [:]
                settings.documentTypes?[parts[0]] = parts[1] == "none" ? nil : parts[1]
            }
            let kinds = Swift.Set(settings.receipts ?? []).union(receipts).subtracting(noReceipts)
            settings.receipts = kinds.isEmpty ? nil : kinds.sorted()
        }
    }

    private static let path = "/v1/settings/tracking"

    private struct Settings: Codable, Sendable {
        var policy: String?
        var documentTypes: [String: String]?
        var receipts: [String]?
    }

    private static func show(_ bytes: Data, json: Bool) throws {
        guard !json else { return Output.json(bytes) }
        let settings = try JSONDecoder().decode(Settings.self, from: bytes)
        let types = (settings.documentTypes ?? [:]).sorted { $0.key < $1.key }
        Output.table(
            ["FOR", "TRACKING"],
            [["all mails", settings.policy ?? "not set"]] + types.map { [$0.key, $0.value] }
        )
        let receipts = settings.receipts ?? []
        Output.line("Read receipts: \(receipts.isEmpty ? "not asked for" : receipts.joined(separator: ", "))")
    }
}
