import ArgumentParser
import Foundation

/// `postboek accountant`: sends a document on to the accountant.
struct AccountantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accountant",
        abstract: "Send the files of a mailed document to the accountant, as a mail of its own.",
        discussion: """
            The address is set with `postboek settings set --accountant ADDRESS`; with --accountant-mode automatic this \
            happens by itself once a document was sent.
            """
    )

    @Argument(help: "Your own id of the document.")
    var document: String

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        var id: String
    }

    func run() async throws {
        let path = "/v1/documents/\(document.percentEncoded)/accountant"
        let bytes = try await withService(options) { client in try await client.call("POST", path) }
        guard !options.json else { return Output.json(bytes) }
        Output.line("Queued as message \(try JSONDecoder().decode(Answer.self, from: bytes).id).")
    }
}
