import ArgumentParser
import Foundation

/// `postboek content`: a mail as it was sent.
struct ContentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "content",
        abstract: "Print a mail as it was sent, to the last byte.",
        discussion: "Example: postboek content MESSAGE > mail.eml"
    )

    @Argument(help: ArgumentHelp("The message, as `postboek history` names it.", valueName: "MESSAGE"))
    var message: String

    @Option(help: ArgumentHelp("Whose copy, by number.", valueName: "NUMBER"))
    var recipient = 1

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let path = "/v1/messages/\(message.percentEncoded)/content?recipient=\(recipient)"
        let bytes = try await withService(options) { client in
            try await client.call("GET", path, headers: [("Accept", "message/rfc822")])
        }
        try FileHandle.standardOutput.write(contentsOf: bytes)
    }
}
