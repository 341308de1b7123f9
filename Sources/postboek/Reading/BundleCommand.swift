import ArgumentParser
import Foundation

/// `postboek bundle`: writes all evidence about a document into one file.
struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Write all evidence about a document into one file that proves it to a stranger.",
        discussion: """
            The file is a zip: the timeline to read and print, the facts, the mails, and receipts for every fact. Whoever has \
            the ledger's public key checks it with `postboek-audit check-bundle FILE --key VKEY`, without any connection.

            It holds personal data, opened, of this document's mails and of no others: hand it to those who may see it. Needs \
            an access key with the scope manage.
            """
    )

    @Argument(help: "Your own id of the document.")
    var document: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "FILE"))
    var output: String

    @OptionGroup var options: CommonOptions

    private struct Answer: Encodable {
        var file: String
        var bytes: Int
    }

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: output) else {
            throw CommandError("the file \(output) is there already; name another, or remove it")
        }
        let path = "/v1/documents/\(document.percentEncoded)/bundle"
        let bytes = try await withService(options) { client in try await client.call("GET", path) }
        // It holds personal data, opened: for its owner only.
        let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: output, contents: bytes, attributes: mode) else {
            throw CommandError("the file \(output) cannot be written")
        }
        guard !options.json else { return try Output.json(Answer(file: output, bytes: bytes.count)) }
        Output.line("Wrote \(bytes.count) bytes to \(output).")
    }
}
