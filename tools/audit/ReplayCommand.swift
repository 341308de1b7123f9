import Accountancy
import ArgumentParser
import Batches
import Correspondence
import Customers
import DeliveryReporting
import DocumentTimeline
import EmailHistory
import Ledger
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

            The state hash covers ids, positions and hashes only, so that it is the same before and after an erasure. With \
            --at it is printed for an earlier moment too: after so many events, or of all that was recorded by a time. Whoever \
            noted the hash then can compare. What the service answers with asOf=POSITION is what these views say after \
            POSITION + 1 events.
            """
    )

    @OptionGroup var options: AuditOptions

    @Option(help: ArgumentHelp("A folder for temporary files (default: the system's).", valueName: "DIR"))
    var workspace: String?

    @Option(help: ArgumentHelp("Fold up to so many events, or up to a time (RFC 3339), too.", valueName: "SIZE|TIME"))
    var at: String?

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
        let size = try await size(reader)
        let replayer = ViewReplay(
            folder: folder,
            reader: reader,
            archive: keys.archive,
            workspace: desk,
            options: options,
            size: size
        )
        let report = ReplayReport(
            events: verified.events,
            root: verified.root,
            at: size,
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

    /// How many events `--at` stands for; nil without it.
    private func size(_ reader: LedgerFolderReader) async throws -> Int64? {
        guard let at else { return nil }
        let end = try await reader.head().size
        if let size = Int64(at) {
            guard (0...end).contains(size) else { throw AuditError("the ledger has \(end) events, not \(at)") }
            return size
        }
        guard let time = Timestamp(rfc3339: at) else {
            throw AuditError(
                "--at \(at.printable) is neither a number of events nor a time such as 2026-11-21T20:51:00Z"
            )
        }
        var (low, high) = (Int64(0), end)
        while low < high {
            let middle = low + (high - low) / 2
            guard let event = try await reader.events(from: middle, limit: 1).first else {
                throw LedgerReadError.malformed(position: middle)
            }
            if event.header.recordedAt <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
