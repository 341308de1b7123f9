import ArgumentParser
import Foundation

/// `postboek message`: shows one message.
struct MessageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message",
        abstract: "Show what became of one message, for each recipient, and why.",
        discussion: "With --as-of, shows what was known at a time (RFC 3339) or at a position of the ledger."
    )

    @Argument(help: "The message's id, as `postboek history` shows it.")
    var message: String

    @Option(help: ArgumentHelp("A time or a position.", valueName: "WHEN"))
    var asOf: String?

    @Option(help: ArgumentHelp("The language of explanations: en, nl, fr, es.", valueName: "TAG"))
    var language: String?

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        struct Recipient: Decodable {
            var address: String?
            var status: String
            var reason: String
            var because: [Int64]
            var nextStep: String?
        }
        var subject: String?
        var status: String
        var queuedAt: String
        var lastPosition: Int64
        var recipients: [Recipient]
    }

    func run() async throws {
        let query = [("asOf", asOf), ("language", language)].compactMap { name, value in
            value.map { "\(name)=\($0.percentEncoded)" }
        }
        let path = "/v1/messages/\(message.percentEncoded)?\(query.joined(separator: "&"))"
        let bytes = try await withService(options) { client in try await client.call("GET", path) }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        Output.line("\(answer.subject ?? "(erased)")".printable)
        Output.line("queued \(answer.queuedAt.prefix(19)) UTC, newest event at position \(answer.lastPosition)")
        let rows = answer.recipients.map { recipient in
            [
                recipient.address ?? "(erased)", recipient.status, recipient.reason,
                recipient.because.map(String.init).joined(separator: ", "),
            ]
        }
        Output.table(["RECIPIENT", "STATUS", "WHY", "DECIDED BY"], rows.map { $0.map(\.printable) })
        for recipient in answer.recipients {
            guard let step = recipient.nextStep else { continue }
            Output.line("Next, for \((recipient.address ?? "(erased)").printable): \(step)")
        }
    }
}
