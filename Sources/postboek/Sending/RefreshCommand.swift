import ArgumentParser
import Foundation

/// `postboek refresh`: asks anew what became of a message.
struct RefreshCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "refresh",
        abstract: "Ask the provider what became of a message, and take in the answer.",
        discussion: """
            Providers can be asked for some days after sending. Mail that went by SMTP cannot be asked about: what is \
            heard of it comes by itself. The answer says for each recipient what was done, or why nothing could be.
            """
    )

    @Argument(help: ArgumentHelp("The message, as `postboek history` names it.", valueName: "MESSAGE"))
    var message: String

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        struct Recipient: Decodable {
            var recipient: Int
            var new: Int
            var explanation: String
        }
        var recipients: [Recipient]
    }

    func run() async throws {
        let path = "/v1/messages/\(message.percentEncoded)/refresh"
        let bytes = try await withService(options) { client in try await client.call("POST", path) }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        let rows = answer.recipients.map { [String($0.recipient), String($0.new), $0.explanation] }
        Output.table(["RECIPIENT", "NEW", "WHAT CAME OF ASKING"], rows)
    }
}
