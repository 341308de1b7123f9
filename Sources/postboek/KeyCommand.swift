import ArgumentParser
import Foundation

/// `postboek key`: makes access keys.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make access keys.",
        subcommands: [Create.self]
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

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            var scopes: [String]
            var label: String
        }

        private struct Answer: Decodable {
            var key: String
        }

        func run() async throws {
            let body = try JSONEncoder().encode(Request(scopes: scope, label: label))
            let bytes = try await withService(options) { client in try await client.call("POST", "/v1/keys", body: body)
            }
            guard !options.json else { return Output.json(bytes) }
            let answer = try JSONDecoder().decode(Answer.self, from: bytes)
            Output.line("Access key, shown only this once: \(answer.key)")
        }
    }
}
