import ArgumentParser
import Foundation

/// The command `postboek-audit`.
@main
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postboek-audit",
        abstract: "Proves that a ledger is whole, and that every view follows from it.",
        discussion: """
            PATH is an organization's folder (DATA/organizations/NAME), also one that a running service is using, or a copy. \
            To copy a folder in use, copy the anchor first, then ledger.sqlite with ledger.sqlite-wal, then the rest.

            Nothing in the folder is written. SQLite makes or rebuilds one file there, ledger.sqlite-shm (and its like for \
            keys and views), which holds no facts, and only where a -wal file lies already.

            Exit codes: 0 sound, 1 something was lost or changed, 2 the question could not be answered.
            """,
        version: "0.1.0",
        subcommands: [
            VerifyCommand.self, ReplayCommand.self, TimelineCommand.self, ExportCommand.self, ReceiptCommand.self,
            CheckReceiptCommand.self, ConsistencyCommand.self, CheckBundleCommand.self,
        ]
    )

    /// Runs the command, and ends with the exit codes above.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            guard exitCode(for: error) != .success else { exit(withError: error) }
            Report.complaint(fullMessage(for: error))
            Foundation.exit(AuditExit.unanswered.rawValue)
        }
    }
}

/// How the command ends.
enum AuditExit {
    /// Something was lost or changed.
    static let damaged = ExitCode(1)
    /// The question could not be answered.
    static let unanswered = ExitCode(2)
}

/// Why a question could not be answered, in words for the person at the terminal.
struct AuditError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
