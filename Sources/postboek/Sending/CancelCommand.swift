import ArgumentParser
import Foundation

/// `postboek cancel`: withdraws a mail that has not left.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Withdraw a mail that has not left yet.",
        discussion: """
            Works until the very moment at which a copy leaves: for a mail that is scheduled (`send --at`), that waits for \
            its turn, or that a server refused for now. Whether it was in time is in the answer.
            """
    )

    @Argument(help: ArgumentHelp("The message's id.", valueName: "MESSAGE"))
    var message: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Only the copies of these recipients, by number (default: all).", valueName: "NUMBER")
    )
    var recipient: [Int] = []

    @OptionGroup var options: CommonOptions

    private struct Request: Encodable {
        var recipients: [Int]?
    }

    private struct Answer: Decodable {
        var cancelled: [Int]
        var tooLate: [Int]
    }

    func run() async throws {
        let body = try JSONEncoder().encode(Request(recipients: recipient.isEmpty ? nil : recipient))
        let path = "/v1/messages/\(message.percentEncoded)/cancel"
        let bytes = try await withService(options) { client in try await client.call("POST", path, body: body) }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        Output.line("Withdrawn: \(Self.words(answer.cancelled)).")
        if !answer.tooLate.isEmpty { Output.line("Too late for \(Self.words(answer.tooLate)).") }
    }

    private static func words(_ numbers: [Int]) -> String {
        (numbers.count == 1 ? "recipient " : "recipients ") + numbers.map(String.init).joined(separator: ", ")
    }
}
