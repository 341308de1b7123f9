import ArgumentParser
import Foundation

/// `postboek subject-export`: writes everything about a person into one file.
struct SubjectExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "subject-export",
        abstract: "Write everything that is known about a person into one file, for the person.",
        discussion: """
            The file is a zip: a README, what happened as JSON and as pages to read, the mails as they were sent, and what \
            servers said about them. Addresses of other recipients are left out of the events. Needs the scope manage.
            """
    )

    @OptionGroup var person: PersonAddress

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "FILE"))
    var output: String

    @OptionGroup var options: CommonOptions

    private struct Request: Encodable {
        var address: String
    }

    private struct Answer: Encodable {
        var file: String
        var bytes: Int
    }

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: output) else {
            throw CommandError("the file \(output) is there already; name another, or remove it")
        }
        let body = try JSONEncoder().encode(Request(address: try person.read()))
        let file = output
        let count = try await withService(options) { client in
            try await client.download("/v1/subject-exports", body: body, to: file)
        }
        guard !options.json else { return try Output.json(Answer(file: output, bytes: count)) }
        Output.line("Wrote \(count) bytes to \(output).")
    }
}
