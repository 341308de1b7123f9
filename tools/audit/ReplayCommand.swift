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
            --as-of it is printed for an earlier moment too, which is the one that the service means by asOf and `postboek` by \
            --as-of: up to and including the event at a position, or all that was recorded by a time. --at counts events \
            instead, as checkpoints do: --as-of 4 and --at 5 are the same moment, since positions begin at 0. Whoever noted \
            the hash then can compare.
            """
    )

    @OptionGroup var options: AuditOptions

    @Option(help: ArgumentHelp("A folder for temporary files (default: the system's).", valueName: "DIR"))
    var workspace: String?

    @Option(help: ArgumentHelp("Fold up to so many events, or up to a time (RFC 3339), too.", valueName: "SIZE|TIME"))
    var at: String?

    @Option(
        help: ArgumentHelp(
            "Fold up to and including a position, or up to a time (RFC 3339), as the service's asOf does, too.",
            valueName: "POSITION|TIME"
        )
    )
    var asOf: String?

    func validate() throws {
        guard at == nil || asOf == nil else { throw ValidationError("give --at or --as-of, not both") }
    }

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

    /// How many events `--at` or `--as-of` stands for; nil without either.
    private func size(_ reader: LedgerFolderReader) async throws -> Int64? {
        guard let moment = at ?? asOf else { return nil }
        let end = try await reader.head().size
        if let number = Int64(moment) {
            if at != nil {
                guard (0...end).contains(number) else {
                    throw AuditError("the ledger has \(end) events, not \(number)")
                }
                return number
            }
            // As of a position: the event at it is included.
            guard (0..<end).contains(number) else {
                throw AuditError("the ledger has no event \(number); the newest is \(end - 1)")
            }
            return number + 1
        }
        guard let time = Timestamp(rfc3339: moment) else {
            throw AuditError(
                "\(moment.printable) is neither a \(at == nil ? "position" : "number of events") nor a time such as "
                    + "2026-11-21T20:51:00Z"
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
