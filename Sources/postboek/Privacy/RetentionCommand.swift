import ArgumentParser
import Foundation

/// `postboek retention`: says how long things are kept.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention",
        abstract: "Say for how long details of evidence are kept, and mails have to be.",
        discussion: """
            Details of evidence are what servers said, reports as they came, and the program and circumstances of each \
            opening. They are sealed for the month in which they were heard; a month that is older than they are kept loses \
            its key, and an event says so. Statuses and their times stay. Unless you set a number, they are kept for ever.

            Where the law says that mails about a kind of document have to be kept, nobody who was mailed one is erased \
            before that time.
            """,
        subcommands: [Show.self, Set.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what is set, and what was forgotten.")

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let bytes = try await withService(options) { client in try await client.call("GET", RetentionCommand.path) }
            try RetentionCommand.show(bytes, json: options.json)
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Change what is set; what is not named stays. What is too old by it is forgotten at once, for ever.",
            discussion:
                "Example: postboek retention set --evidence-months 24 --keep invoice=7 --keep credit_note=7 --yes"
        )

        @Option(help: ArgumentHelp("Months for which details of evidence are kept; 0 for ever.", valueName: "N"))
        var evidenceMonths: Int?

        @Option(
            help: ArgumentHelp(
                "Years for which mails about a kind of document have to be kept; 0 takes it back.",
                valueName: "KIND=YEARS"
            )
        )
        var keep: [String] = []

        @Flag(help: "Do not ask whether you are sure.")
        var yes = false

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let years = try keep.map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2, let years = Int(parts[1]) else {
                    throw CommandError("--keep is written as KIND=YEARS: invoice=7")
                }
                return (parts[0], years)
            }
            let (months, yes) = (evidenceMonths, yes)
            let bytes = try await withService(options) { client in
                var settings: Settings = try await client.call("GET", RetentionCommand.path)
                if let months, months > 0, months < settings.evidenceMonths ?? .max, !yes { try Self.ask(months) }
                // It is told, not set.
                settings.forgottenMonths = nil
                if let months { settings.evidenceMonths = months == 0 ? nil : months }
                for (kind, count) in years {
                    settings.keepYears = settings.keepYears ?? [:]
                    settings.keepYears?[kind] = count == 0 ? nil : count
                }
                return try await client.call("PUT", RetentionCommand.path, body: try JSONEncoder().encode(settings))
            }
            try RetentionCommand.show(bytes, json: options.json)
        }

        private static func ask(_ months: Int) throws {
            let span = months == 1 ? "1 month" : "\(months) months"
            Output.note(
                "This destroys at once, for ever, the keys to details of evidence that are older than \(span): what servers said, "
                    + "reports, and the circumstances of openings. Nothing brings them back. Type \(months) to go on:"
            )
            guard readLine() == "\(months)" else {
                throw CommandError("nothing was changed; without a question, add --yes")
            }
        }
    }

    private static let path = "/v1/settings/retention"

    private struct Settings: Codable, Sendable {
        var evidenceMonths: Int?
        var keepYears: [String: Int]?
        var forgottenMonths: [String]?
    }

    private static func show(_ bytes: Data, json: Bool) throws {
        guard !json else { return Output.json(bytes) }
        let settings = try JSONDecoder().decode(Settings.self, from: bytes)
        Output.line("Details of evidence are kept \(settings.evidenceMonths.map { "\($0) months" } ?? "for ever").")
        for (kind, years) in (settings.keepYears ?? [:]).sorted(by: { $0.key < $1.key }) {
            Output.line("Mails about \(kind) have to be kept \(years) years.")
        }
        if let months = settings.forgottenMonths, !months.isEmpty {
            Output.line("Forgotten: \(months.joined(separator: ", "))")
        }
    }
}
