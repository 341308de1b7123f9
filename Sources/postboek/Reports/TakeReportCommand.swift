import ArgumentParser
import Foundation

/// `postboek report take`, or just `postboek report`: reads one raw mail from standard input.
struct TakeReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take",
        abstract: "Read a bounce, complaint, receipt or automatic reply from standard input.",
        discussion: """
            Made for a mail server's pipe, for example in an alias: `bounces: "|/usr/bin/postboek report --url \
            http://127.0.0.1:8025 --config /etc/postboek/report.json"`, where the file holds the access key as `key`; a \
            key with the scope send is enough.

            It ends with 0 once the report is durably kept; with 75 where it cannot be kept now, so that the mail \
            server keeps the mail and tries again; and with 65 for what is no mail or larger than 20 MiB. A mail that \
            is brought twice is kept once.
            """
    )

    @OptionGroup var options: CommonOptions

    private static let largest = 20 << 20

    private struct Answer: Decodable {
        var kind: String
        var matchedBy: String?
        var message: String?
        var isRepeat: Bool
    }

    func run() async throws {
        guard isatty(FileHandle.standardInput.fileDescriptor) == 0 else {
            throw ValidationError("Give the mail on standard input, as in `postboek report < mail.eml`.")
        }
        guard
            let mail = try? FileHandle.standardInput.read(upToCount: Self.largest + 1), !mail.isEmpty,
            mail.count <= Self.largest
        else {
            Self.complain("standard input holds no mail, or one that is larger than 20 MiB")
            throw ExitCode(65)
        }
        let bytes: Data
        do {
            bytes = try await withService(options) { client in
                try await client.call("POST", "/v1/reports", body: mail, contentType: "message/rfc822")
            }
        } catch {
            Self.complain("the report could not be kept: \(error)")
            throw ExitCode(75)
        }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        let about =
            answer.message.map { " about message \($0)" } ?? (answer.matchedBy == nil ? ", about no mail known" : "")
        Output.line("\(answer.kind)\(about)\(answer.isRepeat ? " (known already)" : "")")
    }

    private static func complain(_ text: String) {
        FileHandle.standardError.write(Data("Error: \(text)\n".utf8))
    }
}
