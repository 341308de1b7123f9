import ArgumentParser
import Foundation
import Reports

/// `postboek explain-report`: says what mails that came back mean.
struct ExplainReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain-report",
        abstract: "Say what a bounce, complaint, receipt or automatic reply means.",
        discussion: """
            Reads raw mails, needs no data folder, and keeps nothing. With --json, prints one line per file: its kind \
            (bounce, delay, success, relayed, complaint, auto_reply, read_receipt, not_a_report) and, for each \
            recipient, the class (hard, soft, blocked, complaint, auto_reply, delivered, none), the rule that decided \
            and the words that it quotes. A file that cannot be read is told on standard error, and the exit status is 1.
            """
    )

    @Argument(help: ArgumentHelp("Raw mails; - is standard input.", valueName: "FILE"))
    var files: [String]

    @Flag(help: "Print JSON, one line per file.")
    var json = false

    /// The most bytes of one mail that are read.
    private static let largest = 64 << 20

    func run() throws {
        var unreadable = 0
        for file in files {
            let mail: [UInt8]
            do throws(Unreadable) {
                mail = try Self.mail(in: file)
            } catch {
                unreadable += 1
                Output.note("\(file.printable) \(error.problem)")
                continue
            }
            let explanation = explainReport(mail)
            if json {
                try Output.json(ExplainedFile(file, explanation))
            } else {
                Self.show(explanation, of: file)
            }
        }
        guard unreadable == 0 else { throw ExitCode.failure }
    }

    private struct Unreadable: Error {
        let problem: String
    }

    private static func mail(in file: String) throws(Unreadable) -> [UInt8] {
        var isFolder: ObjCBool = false
        if file != "-" {
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder) else {
                throw Unreadable(problem: "does not exist; name the file of a mail, or - for standard input.")
            }
            guard !isFolder.boolValue else {
                throw Unreadable(problem: "is a folder; name the mails in it, for example \(file)/*.")
            }
        }
        let handle = file == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: file)
        guard let handle, let data = try? handle.read(upToCount: largest + 1) ?? Data() else {
            throw Unreadable(problem: "cannot be read; check its permissions.")
        }
        guard data.count <= largest else { throw Unreadable(problem: "is larger than \(largest >> 20) MiB.") }
        return [UInt8](data)
    }

    private static func show(_ explanation: ReportExplanation, of file: String) {
        Output.line("\(file.printable): \(explanation.kind.rawValue)")
        for recipient in explanation.recipients {
            let codes = [recipient.replyCode.map(String.init), recipient.status].compactMap { $0 }.joined(
                separator: " "
            )
            let address = recipient.address.isEmpty ? "(address not given)" : recipient.address
            let action = recipient.action?.rawValue ?? "answered"
            Output.line("  \(address.printable): \(action), \(recipient.reportClass.rawValue) \(codes)".trimmedEnd)
            Output.line("    by rule \(recipient.rule.printable): \(recipient.quote.printable)")
        }
        for id in explanation.messageIDs {
            Output.line("  about the mail \(id.printable)")
        }
    }
}

/// The line that `--json` prints for a file; what is not known is null.
private struct ExplainedFile: Encodable {
    struct Recipient: Encodable {
        let recipient: ReportedRecipient

        private enum Key: String, CodingKey {
            case address, action, status, replyCode, `class`, rule, quote
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(recipient.address, forKey: .address)
            try container.encode(recipient.action?.rawValue, forKey: .action)
            try container.encode(recipient.status, forKey: .status)
            try container.encode(recipient.replyCode, forKey: .replyCode)
            try container.encode(recipient.reportClass.rawValue, forKey: .class)
            try container.encode(recipient.rule, forKey: .rule)
            try container.encode(recipient.quote, forKey: .quote)
        }
    }

    let file: String
    let kind: String
    let recipients: [Recipient]

    init(_ file: String, _ explanation: ReportExplanation) {
        self.file = file
        kind = explanation.kind.rawValue
        recipients = explanation.recipients.map(Recipient.init)
    }
}

extension String {
    fileprivate var trimmedEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}
