import ArgumentParser
import Foundation
import Postoffice

/// `postboek resend`: sends a mail again.
struct ResendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend",
        abstract: "Send a mail again, word for word, as a new message.",
        discussion: """
            The new message has Message-IDs of its own and names the earlier one; both stay in the history. A mail is never \
            sent again by itself: where the outcome of the first is unknown, this may deliver it twice.

            Example, to a corrected address: postboek resend MESSAGE --to billing@example.com
            """
    )

    @Argument(help: ArgumentHelp("The message's id.", valueName: "MESSAGE"))
    var message: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Only these recipients, by number (default: all).", valueName: "NUMBER")
    )
    var recipient: [Int] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Who gets it instead of its recipients.", valueName: "ADDRESS")
    )
    var to: [String] = []

    @Option(
        help: ArgumentHelp("When it may leave, such as 2026-11-23T08:00:00+01:00 (default: now).", valueName: "TIME")
    )
    var at: String?

    @Option(help: ArgumentHelp("Makes a repeat of this command harmless.", valueName: "KEY"))
    var idempotencyKey: String?

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        var id: String
    }

    func run() async throws {
        let request = ResendRequest(
            recipients: recipient.isEmpty ? nil : recipient,
            to: to.isEmpty ? nil : to.map { MessageRequest.Address(address: $0) },
            sendAt: at
        )
        let body = try JSONEncoder().encode(request)
        let headers = idempotencyKey.map { [("Idempotency-Key", $0)] } ?? []
        let path = "/v1/messages/\(message.percentEncoded)/resend"
        let bytes = try await withService(options) { client in
            try await client.call("POST", path, body: body, headers: headers)
        }
        guard !options.json else { return Output.json(bytes) }
        Output.line("Queued again as message \(try JSONDecoder().decode(Answer.self, from: bytes).id).")
    }
}
