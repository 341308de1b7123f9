import Accountancy
import ArgumentParser
import Batches
import Correspondence
import Customers
import DeliveryReporting
import DocumentTimeline
import EmailHistory
import Outbox
import Privacy
import Settings
import Suppressions

/// `postboek-audit replay`: folds every projection anew.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Verify the ledger, fold every projection anew, and compare with the live views, row for row.",
        discussion: """
            A live view that is behind the ledger is compared as far as it has come. Differences are printed as they are, and \
            may hold personal data. Copies of the views and the replays lie in --workspace for as long as this runs.

            The state hash covers ids, positions and hashes only, so that it is the same before and after an erasure.
            """
    )

    @OptionGroup var options: AuditOptions

    @Option(help: ArgumentHelp("A folder for temporary files (default: the system's).", valueName: "DIR"))
    var workspace: String?

    func run() async throws {
        let folder = try AuditedFolder(options.path)
        let keys = try await AuditKeys.require(in: folder, masterKey: options.key)
        let verified = try await Verification(folder: folder, keys: keys, pinned: nil, options: options).run()
        guard verified.isSound else {
            if options.json { try Report.json(verified) } else { verified.show() }
            throw AuditExit.damaged
        }
        let reader = try await LedgerFolderReader.open(folder)
        let desk = try Workspace(in: workspace)
        let replayer = ViewReplay(
            folder: folder,
            reader: reader,
            archive: keys.archive,
            workspace: desk,
            options: options
        )
        let report = ReplayReport(
            events: verified.events,
            root: verified.root,
            views: [
                try await replayer.replay(DocumentTimeline.self), try await replayer.replay(EmailHistory.self),
                try await replayer.replay(Outbox.self), try await replayer.replay(Settings.self),
                try await replayer.replay(Batches.self), try await replayer.replay(Accountancy.self),
                try await replayer.replay(Customers.self),
                try await replayer.replay(Suppressions.self), try await replayer.replay(DeliveryReporting.self),
                try await replayer.replay(Correspondence.self), try await replayer.replay(Privacy.self),
            ]
        )
        desk.remove()
        reader.close()
        await keys.close()
        try folder.requireSameWriter()
        if options.json { try Report.json(report) } else { report.show() }
        guard report.agrees else { throw AuditExit.damaged }
    }
}
