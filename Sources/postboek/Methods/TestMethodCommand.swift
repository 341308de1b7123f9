import ArgumentParser
import Foundation

/// What the service tells of a mail that it sent at once.
struct TriedMail: Decodable {
    var messageId: String
    var address: String
    var outcome: String
    var text: String?
    var dialogue: [String]

    /// Prints it.
    func show() {
        for line in dialogue { Output.line("  \(line.printable)") }
        Output.line("To \(address.printable): \(outcome)\(text.map { " (\($0.printable))" } ?? "")")
    }
}

/// `postboek method test`: sends a test to the sender's own address.
struct TestMethodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Send a test to the sender's own address, now, and show all that was said to the server.",
        discussion: "Passwords, keys and tokens are masked. The mail stands in the history like any other."
    )

    @Argument(help: "Which method: see `postboek method kinds`.")
    var kind: String

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let path = "/v1/settings/methods/\(kind.percentEncoded)/test"
        let bytes = try await withService(options) { client in
            try await client.call("POST", path, body: Data("{}".utf8))
        }
        let tried = try JSONDecoder().decode(TriedMail.self, from: bytes)
        if options.json { Output.json(bytes) } else { tried.show() }
        guard tried.outcome == "sent" else { throw ExitCode(1) }
    }
}

/// `postboek method verify`: mails the link that confirms a sender's address.
struct VerifyMethodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Mail the link by which the owner of the sender's address confirms it.",
        discussion: "The link leads to the running service, so --public-url has to be its address, as for `serve`."
    )

    @Argument(help: "Which method: relay or own-domain.")
    var kind: String

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        var address: String
        var isVerified: Bool
        var mail: TriedMail?
    }

    func run() async throws {
        let path = "/v1/settings/methods/\(kind.percentEncoded)/verification"
        let bytes = try await withService(options) { client in
            try await client.call("POST", path, body: Data("{}".utf8))
        }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        if options.json {
            Output.json(bytes)
        } else if let mail = answer.mail {
            mail.show()
            if mail.outcome == "sent" { Output.line("Open the link in that mail, and press its button.") }
        } else {
            Output.line("\(answer.address.printable) was confirmed before.")
        }
        guard answer.mail.map({ $0.outcome == "sent" }) ?? true else { throw ExitCode(1) }
    }
}
