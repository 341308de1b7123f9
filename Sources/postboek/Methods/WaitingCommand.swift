import ArgumentParser
import Foundation

/// `postboek settings waiting`.
struct WaitingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waiting",
        abstract: "Say how many days news of a mail is waited for; then it is called unknown.",
        discussion: "Without a number, shows it. What is heard later still counts."
    )

    @Argument(help: "How many days.")
    var days: Int?

    @OptionGroup var options: CommonOptions

    private struct Answer: Codable {
        var days: Int
    }

    func run() async throws {
        let path = "/v1/settings/waiting"
        let body = try days.map { try JSONEncoder().encode(Answer(days: $0)) }
        let bytes = try await withService(options) { client in
            try await client.call(body == nil ? "GET" : "PUT", path, body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        let days = try JSONDecoder().decode(Answer.self, from: bytes).days
        Output.line("A mail of which nothing was heard for \(days) days is called unknown.")
    }
}
