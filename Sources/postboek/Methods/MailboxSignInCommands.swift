import ArgumentParser
import Foundation

/// `postboek mailbox sign-in`: lets the owner of the bounce mailbox allow reading it.
struct MailboxSignInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in",
        abstract: "Sign in to a Gmail or Microsoft 365 mailbox, so that what comes back can be read from it.",
        discussion: """
            Prints an address to open in a browser, on any machine: there the mailbox's owner signs in, allows reading, and \
            is sent back to the running service, which keeps what it is given, sealed, and renews it for each reading. The \
            address is good for ten minutes.

            It needs a running service (--url and --key), the mailbox named with `postboek mailbox set --provider`, and the \
            service registered at Google or Microsoft by its operator, with PUBLIC-URL/oauth/callback as redirect address. \
            Google has no narrower right for this than that to the whole mailbox; use a mailbox of its own for bounces.
            """
    )

    @Flag(help: "Do not wait until it is done.")
    var noWait = false

    @OptionGroup var options: CommonOptions

    private struct Begun: Decodable {
        var url: String
    }

    private struct Mailbox: Decodable {
        var authorization: String?
    }

    func run() async throws {
        guard try await CommandSettings.read(options).url != nil else {
            throw CommandError(
                "signing in needs a running service to come back to: start `postboek serve`, and add --url"
            )
        }
        let (waits, json) = (!noWait && !options.json, options.json)
        try await withService(options) { client in
            let bytes = try await client.call(
                "POST",
                "/v1/settings/mailbox/authorization",
                body: Data("{}".utf8)
            )
            guard !json else { return Output.json(bytes) }
            Output.line("Open this address in a browser and sign in:")
            Output.line(try JSONDecoder().decode(Begun.self, from: bytes).url)
            guard waits else { return }
            Output.line("Waiting, at most ten minutes …")
            for _ in 0..<300 {
                try await Task.sleep(for: .seconds(2))
                let answer = try await client.call("GET", "/v1/settings/mailbox")
                let mailbox = try JSONDecoder().decode(Mailbox.self, from: answer)
                guard mailbox.authorization == "signed_in" else { continue }
                Output.line("Signed in: what comes back is read from now on.")
                return
            }
            throw CommandError("nobody signed in within ten minutes; run the command again")
        }
    }
}

/// `postboek mailbox sign-out`: forgets the sign-in.
struct MailboxSignOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out",
        abstract: "Forget the sign-in to the mailbox; it is not read until somebody signs in again."
    )

    @OptionGroup var options: CommonOptions

    func run() async throws {
        _ = try await withService(options) { client in
            try await client.call("DELETE", "/v1/settings/mailbox/authorization")
        }
        guard !options.json else { return Output.line("{}") }
        Output.line("Signed out.")
    }
}
