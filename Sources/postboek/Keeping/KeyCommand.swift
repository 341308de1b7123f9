import ArgumentParser
import Foundation
import Ledger

/// `postboek key`: makes, lists, rotates and revokes access keys.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make, list, rotate and revoke access keys.",
        discussion: """
            An access key belongs to one organization. Give each program its own, with the scopes it needs, so that one \
            can be ended without the others; let it end by itself, and rotate it before.
            """,
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self]
    )

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make an access key; it is shown only this once.",
            discussion: "Scopes: read (queries), send (register and send), manage (settings and keys)."
        )

        @Option(parsing: .upToNextOption, help: "What the key allows: read, send, manage (default: read send).")
        var scope: [String] = ["read", "send"]

        @Option(help: "What it is for.")
        var label = "made at the terminal"

        @Option(help: ArgumentHelp("When it ends: 90d, 12h, or 2027-02-01 (default: never).", valueName: "WHEN"))
        var expires: KeyEnd?

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            var scopes: [String]
            var label: String
            var expiresAt: String?
        }

        func run() async throws {
            let request = Request(scopes: scope, label: label, expiresAt: expires?.moment(after: .now()).description)
            let body = try JSONEncoder().encode(request)
            let bytes = try await withService(options) { client in try await client.call("POST", "/v1/keys", body: body)
            }
            guard !options.json else { return Output.json(bytes) }
            let answer = try JSONDecoder().decode(KeyAnswer.self, from: bytes)
            Output.line("Access key, shown only this once: \(answer.key ?? "")")
            if let end = answer.expiresAt { Output.line("It ends at \(end).") }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the access keys, without their texts.")

        @OptionGroup var options: CommonOptions

        private struct Answer: Decodable {
            var items: [KeyAnswer]
        }

        func run() async throws {
            let bytes = try await withService(options) { client in try await client.call("GET", "/v1/keys") }
            guard !options.json else { return Output.json(bytes) }
            let keys = try JSONDecoder().decode(Answer.self, from: bytes).items
            Output.table(
                ["ID", "SCOPES", "LABEL", "LAST USED (UTC)", "ENDS (UTC)", "NOTE"],
                keys.map { key in
                    [
                        key.id, key.scopes.joined(separator: " "), key.label,
                        String((key.lastUsedAt ?? "never").prefix(19)),
                        String((key.expiresAt ?? "never").prefix(19)), key.warning ?? "",
                    ]
                }
            )
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key in the place of another; it is shown only this once.",
            discussion: """
                The old key stays valid for the overlap, so that programs can change over one after the other. The new one \
                has its scopes and label, and as long a life as it had.
                """
        )

        @Argument(help: "The id of the key, as `postboek key list` shows it.")
        var id: String

        @Option(help: ArgumentHelp("How many hours the old key stays valid (default 24).", valueName: "HOURS"))
        var overlap: Int?

        @Option(help: ArgumentHelp("When the new key ends: 90d, 12h, or 2027-02-01.", valueName: "WHEN"))
        var expires: KeyEnd?

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            var overlapHours: Int?
            var expiresAt: String?
        }

        func run() async throws {
            let request = Request(overlapHours: overlap, expiresAt: expires?.moment(after: .now()).description)
            let body = try JSONEncoder().encode(request)
            let path = "/v1/keys/\(id.percentEncoded)/rotation"
            let bytes = try await withService(options) { client in try await client.call("POST", path, body: body) }
            guard !options.json else { return Output.json(bytes) }
            let answer = try JSONDecoder().decode(KeyAnswer.self, from: bytes)
            Output.line("New access key, shown only this once: \(answer.key ?? "")")
            let hours = overlap ?? 24
            Output.line(
                hours == 0
                    ? "The old one is valid no more."
                    : "The old one ends in \(hours == 1 ? "1 hour" : "\(hours) hours") at the latest."
            )
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End an access key for ever, at once.")

        @Argument(help: "The id of the key, as `postboek key list` shows it.")
        var id: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let path = "/v1/keys/\(id.percentEncoded)"
            _ = try await withService(options) { client in try await client.call("DELETE", path) }
            if !options.json { Output.line("The key is valid no more.") }
        }
    }
}

/// A key as the service shows it.
private struct KeyAnswer: Decodable {
    var id: String
    var scopes: [String]
    var label: String
    var expiresAt: String?
    var lastUsedAt: String?
    var warning: String?
    var key: String?
}

/// When a key ends, as it is written at a terminal: in days or hours from now, on a day, or at a moment.
struct KeyEnd: ExpressibleByArgument {
    private enum Kind {
        case after(microseconds: Int64)
        case at(Timestamp)
    }

    private let kind: Kind

    init?(argument: String) {
        if let unit = argument.last, let number = Int64(argument.dropLast()), (1...100_000).contains(number),
            let seconds: Int64 = ["d": 86_400, "h": 3_600][unit]
        {
            kind = .after(microseconds: number * seconds * 1_000_000)
        } else if let moment = Timestamp(rfc3339: argument) ?? Timestamp(rfc3339: "\(argument)T00:00:00Z") {
            kind = .at(moment)
        } else {
            return nil
        }
    }

    /// The moment, where it counts from another.
    func moment(after now: Timestamp) -> Timestamp {
        switch kind {
        case .after(let microseconds): Timestamp(microseconds: now.microseconds + microseconds)
        case .at(let moment): moment
        }
    }
}
