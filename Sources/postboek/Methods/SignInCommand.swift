import ArgumentParser
import Foundation

/// `postboek method sign-in`: lets the owner of a mailbox allow sending by it.
struct SignInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: "Sign in to a Gmail or Microsoft 365 mailbox, so that mail can be sent by it.",
        discussion: """
            Prints an address to open in a browser, on any machine: there the mailbox's owner signs in, allows sending, and \
            is sent back to the running service, which keeps what it is given, sealed. The address is good for ten minutes.

            It needs a running service (--url and --key), the method set up, and the service registered at Google or \
            Microsoft by its operator, with PUBLIC-URL/oauth/callback as redirect address.
            """
    )

    @Argument(help: "gmail or microsoft365.")
    var kind: String

    @Flag(help: "Do not wait until it is done.")
    var noWait = false

    @OptionGroup var options: CommonOptions

    private struct Begun: Decodable {
        var url: String
    }

    private struct Methods: Decodable {
        struct Item: Decodable {
            struct Condition: Decodable {
                var state: String
            }
            var kind: String
            var condition: Condition
        }
        var methods: [Item]
    }

    func run() async throws {
        guard try await CommandSettings.read(options).url != nil else {
            throw CommandError(
                "signing in needs a running service to come back to: start `postboek serve`, and add --url"
            )
        }
        let path = "/v1/settings/methods/\(kind.percentEncoded)/authorization"
        let (kind, waits, json) = (kind, !noWait && !options.json, options.json)
        try await withService(options) { client in
            let bytes = try await client.call("POST", path, body: Data("{}".utf8))
            guard !json else { return Output.json(bytes) }
            Output.line("Open this address in a browser and sign in:")
            Output.line(try JSONDecoder().decode(Begun.self, from: bytes).url)
            guard waits else { return }
            Output.line("Waiting, at most ten minutes …")
            for _ in 0..<300 {
                try await Task.sleep(for: .seconds(2))
                let answer = try await client.call("GET", "/v1/settings/methods")
                let methods = try JSONDecoder().decode(Methods.self, from: answer).methods
                guard methods.first(where: { $0.kind == kind })?.condition.state == "ready" else { continue }
                Output.line("Signed in: mail can be sent by \(kind).")
                return
            }
            throw CommandError("nobody signed in within ten minutes; run the command again")
        }
    }
}
