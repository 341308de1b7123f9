import ArgumentParser
import Foundation
import Postoffice

/// `postboek anchor`: has others keep the ledger's checkpoints.
struct AnchorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchor",
        abstract: "Have others keep the ledger's signed state, so that nobody can rewrite it unnoticed.",
        discussion: """
            Without a subcommand: shows who keeps checkpoints, and how that goes. With --now, asks all witnesses to cosign the \
            newest checkpoint, and mails and posts the anchor; the exit code is not 0 if any of it failed.

            A witness (C2SP tlog-witness) is another machine, or your accountant's: `postboek witness` runs one. It cosigns only \
            what continues the ledger as it knows it. An anchor is a short text with the checkpoint, mailed or posted daily.

            Addresses of servers are the operator's to set: with --data at the machine itself while the service is stopped, or \
            to a running service if it was started with POSTBOEK_ANCHOR_URLS (addresses, with commas between).
            """,
        subcommands: [Show.self, Witnesses.self, Daily.self],
        defaultSubcommand: Show.self
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show who keeps checkpoints, and how that goes; with --now, do it now."
        )

        @Flag(help: "Ask the witnesses, and mail and post the anchor, now.")
        var now = false

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let method = now ? "POST" : "GET"
            let bytes = try await withService(options) { client in try await client.call(method, "/v1/anchors") }
            let report = try JSONDecoder().decode(AnchorReport.self, from: bytes)
            if options.json { Output.json(bytes) } else { report.show() }
            guard now, !report.failures.isEmpty else { return }
            throw CommandError("not all of it was done: \(report.failures.joined(separator: "; "))".printable)
        }
    }

    struct Witnesses: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "witness",
            abstract: "Name the witnesses that are asked; what is not named stays as it is.",
            discussion: """
                Example: postboek anchor witness --add \
                "accountant.example+1a2b3c4d+BASE64=https://witness.example.com" --quorum 1
                """
        )

        @Option(
            parsing: .singleValue,
            help: ArgumentHelp("A witness's public key and address.", valueName: "VKEY=URL")
        )
        var add: [String] = []

        @Option(parsing: .singleValue, help: ArgumentHelp("A witness not to ask any more.", valueName: "NAME"))
        var remove: [String] = []

        @Option(help: ArgumentHelp("How many must have cosigned (default 1).", valueName: "N"))
        var quorum: Int?

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let command = self
            try await AnchorCommand.change(options) { settings in
                var witnesses = settings.witnesses ?? []
                for name in command.remove {
                    guard witnesses.contains(where: { $0.name == name }) else {
                        throw CommandError("there is no witness \(name)")
                    }
                    witnesses.removeAll { $0.name == name }
                }
                for text in command.add {
                    // A key ends with base64, which may hold equals signs itself; an address begins with http.
                    guard let place = text.range(of: "=http", options: .backwards) else {
                        throw CommandError("--add must be like NAME+ID+BASE64=https://witness.example.com")
                    }
                    let url = String(text[text.index(after: place.lowerBound)...])
                    let key = String(text[..<place.lowerBound])
                    witnesses.removeAll { $0.key == key }
                    witnesses.append(AnchoringSettings.Witness(key: key, url: url))
                }
                settings.witnesses = witnesses
                settings.quorum = command.quorum ?? settings.quorum.map { min($0, max(1, witnesses.count)) }
            }
        }
    }

    struct Daily: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Mail or post an anchor once a day; what is not named stays as it is.",
            discussion: "Example: postboek anchor daily --to accountant@example.com --at 06:00"
        )

        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("Whom it is mailed to; \"\" for nobody.", valueName: "ADDRESS")
        )
        var to: [String] = []

        @Option(help: "By which method it is mailed.")
        var method: String?

        @Option(help: ArgumentHelp("Where it is posted to; \"\" for nowhere.", valueName: "ADDRESS"))
        var post: String?

        @Option(help: ArgumentHelp("When, in UTC.", valueName: "HH:MM"))
        var at: String?

        @Flag(help: "No daily anchor any more.")
        var off = false

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let command = self
            try await AnchorCommand.change(options) { settings in
                guard !command.off else {
                    settings.daily = nil
                    return
                }
                var daily = settings.daily ?? AnchoringSettings.Daily()
                if !command.to.isEmpty { daily.to = command.to.filter { !$0.isEmpty } }
                if let method = command.method { daily.method = method.isEmpty ? nil : method }
                if let post = command.post { daily.url = post.isEmpty ? nil : post }
                if let at = command.at { daily.at = at }
                settings.daily = daily
            }
        }
    }

    fileprivate static func change(
        _ options: CommonOptions,
        _ change: @escaping @Sendable (inout AnchoringSettings) throws -> Void
    ) async throws {
        let bytes = try await withService(options) { client in
            var settings: AnchoringSettings = try await client.call("GET", "/v1/settings/anchoring")
            try change(&settings)
            let body = try JSONEncoder().encode(settings)
            return try await client.call("PUT", "/v1/settings/anchoring", body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        let settings = try JSONDecoder().decode(AnchoringSettings.self, from: bytes)
        for witness in settings.witnesses ?? [] { Output.line("witness \(witness.name) at \(witness.url)".printable) }
        if let daily = settings.daily {
            let places = (daily.to ?? []) + [daily.url].compactMap(\.self)
            Output.line("daily at \(daily.at ?? "06:00") UTC to \(places.joined(separator: ", "))".printable)
        }
        Output.line("Try it with `postboek anchor --now`.")
    }
}

extension AnchoringSettings.Witness {
    /// The name in the key.
    fileprivate var name: String { String(key.prefix { $0 != "+" }) }
}

extension AnchorReport {
    fileprivate func show() {
        var lines = [["Ledger", "\(size) events"]]
        if let cosigned {
            lines.append(["Cosigned", "\(cosigned.size) events, by \(cosigned.witnesses.joined(separator: ", "))"])
        } else {
            lines.append(["Cosigned", "not yet"])
        }
        for witness in witnesses { lines += Self.lines("Witness \(witness.name)", witness.attempt) }
        if let mail = daily?.mail { lines += Self.lines("Daily mail", mail) }
        if let post = daily?.post { lines += Self.lines("Daily post", post) }
        Output.table(["", ""], lines.map { $0.map(\.printable) })
    }

    private static func lines(_ title: String, _ attempt: AnchorAttempt) -> [[String]] {
        var lines = [[title, "not yet"]]
        if let at = attempt.succeededAt, let size = attempt.size {
            lines = [[title, "\(at.prefix(19)): \(size) events"]]
        }
        if attempt.failures != nil, let at = attempt.failedAt, let failure = attempt.failure {
            lines.append(["", "\(at.prefix(19)) FAILED: \(failure)"])
        }
        return lines
    }
}
