import ArgumentParser
import Backups
import Foundation
import Ledger
import LedgerFiles

/// `postboek backup`: copies the data folder, also of a running service.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Back up a data folder, also while the service runs on it.",
        discussion: """
            Copies what is new since the last run: events, sealed documents and mails, and all wrapped keys. What was \
            written is read back, and the events are compared with the signed checkpoint; only then does the run count. \
            A run that is cut off leaves the earlier backup as it was.

            The master key (instance.key or POSTBOEK_MASTER_KEY) is never copied, and is not needed for this. Keep it \
            elsewhere: without it nothing in a backup can be read, and with it everything.

            Put a backup back with `postboek restore FOLDER --to DIR`.
            """
    )

    @Argument(help: ArgumentHelp("Where the backup goes; best on another disk.", valueName: "folder"))
    var folder: String

    @Option(help: ArgumentHelp("Do it again and again, for example every 15m, 1h or 1d.", valueName: "TIME"))
    var every: Interval?

    @Flag(help: "Read the files of all earlier runs again too, to their last byte.")
    var checkAll = false

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let settings = try await CommandSettings.read(options)
        guard settings.url == nil else {
            throw CommandError("a backup reads the data folder itself: use --data, on the machine of the service")
        }
        let backups = FolderBackups(data: settings.data, folder: folder)
        while true {
            do {
                for summary in try await backups.run(only: settings.organization, checkingAll: checkAll) {
                    try show(summary)
                }
            } catch {
                guard every != nil else { throw error }
                // The next run may find the disk back; whoever watches sees the complaint, and the age of the receipt.
                FileHandle.standardError.write(Data("The backup failed: \(error)\n".utf8))
            }
            guard let every else { return }
            try await Task.sleep(for: every.duration)
        }
    }

    private func show(_ summary: BackupRun.Summary) throws {
        guard !options.json else { return try Output.json(summary) }
        Output.line(
            "\(summary.organization): run \(summary.run), \(summary.events) events (\(summary.newEvents) new), "
                + "\(summary.newContents) new files of content, \(summary.bytes) bytes written and checked"
        )
    }
}

/// `postboek check-backup`: reads a backup to its last byte.
struct CheckBackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-backup",
        abstract: "Check that a backup is whole.",
        discussion: """
            Reads every file to its last byte, computes the ledger's root anew from the events, and compares it with the \
            signed checkpoint. Needs no master key. Ends with 1, and says which file, where something is damaged.
            """
    )

    @Argument(help: ArgumentHelp("The folder of the backup.", valueName: "folder"))
    var folder: String

    @Flag(help: "Print the receipts as JSON, for a machine to read.")
    var json = false

    func run() async throws {
        let folder = folder
        let receipts = try await BlockingPool().run(.opening) {
            let names = try BackupFolder.organizations(in: folder)
            guard !names.isEmpty else { throw CommandError("\(folder) holds no finished backup") }
            return try names.map { try BackupCheck.verify(BackupFolder(folder, organization: $0)) }
        }
        for receipt in receipts {
            guard !json else {
                try Output.json(receipt)
                continue
            }
            Output.line(
                "\(receipt.organization): whole; run \(receipt.run) of \(receipt.madeAt), \(receipt.size) events, "
                    + "epoch \(receipt.epoch), root \(receipt.root)"
            )
        }
    }
}

/// The backups of the organizations of a data folder.
struct FolderBackups: Sendable {
    /// The data folder.
    let data: String
    /// Where the backups go.
    let folder: String

    /// Backs each organization up, or just one; goes on with the others where one fails, and throws at the end.
    func run(only: String? = nil, checkingAll: Bool = false) async throws -> [BackupRun.Summary] {
        let (data, folder) = (data, folder)
        return try await BlockingPool().run(.opening) {
            let place = "\(data)/organizations"
            let names = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).filter { name in
                (only == nil || only == name) && !name.hasPrefix(".")
            }
            guard !names.isEmpty else { throw CommandError("\(place) holds no organization to back up") }
            var summaries: [BackupRun.Summary] = []
            var problems: [String] = []
            for name in names.sorted() {
                let run = BackupRun(organization: name, data: data, backups: folder, madeAt: .now())
                do {
                    summaries.append(try run.run(checkingAll: checkingAll))
                } catch {
                    problems.append("\(name): \(error)")
                }
            }
            guard problems.isEmpty else { throw CommandError(problems.joined(separator: "\n")) }
            return summaries
        }
    }
}

/// A time span as it is typed, for example `90s`, `15m`, `1h` or `1d`.
struct Interval: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        let seconds: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard
            let unit = argument.last.flatMap({ seconds[$0] }), let count = Int(argument.dropLast()),
            (1...1_000_000).contains(count)
        else { return nil }
        duration = .seconds(count * unit)
    }
}
