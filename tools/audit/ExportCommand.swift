import ArgumentParser
import Ledger
import MailLedger

/// `postboek-audit export`: writes events as lines of JSON.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write all events to standard output, one line of JSON each.",
        discussion: """
            With the master key, personal fields are opened, except those of erased persons; without it they are missing. \
            With --sealed, header and body are given as the exact text that is stored: the body's SHA-256 stands in its \
            header, and the leaf of the tree is SHA-256 over a zero byte and the header.

            Nothing is verified on the way: run `postboek-audit verify` first.
            """
    )

    @OptionGroup var options: AuditOptions

    @Flag(help: "Give what is stored, with nothing opened.")
    var sealed = false

    @Option(help: ArgumentHelp("Start at this position.", valueName: "POSITION"))
    var from: Int64 = 0

    func validate() throws {
        guard from >= 0 else { throw ValidationError("--from must not be below 0") }
    }

    func run() async throws {
        let folder = try AuditedFolder(options.path)
        let keys = sealed ? nil : try await keys(in: folder)
        let reader = try await LedgerFolderReader.open(folder)
        // Without keys nothing is opened, and no name is made.
        let archive = keys?.archive ?? MailArchive(ledger: reader.id, index: .random(), keys: MemoryKeyStore())
        try await reader.forEachPage(from: from, through: try await reader.head().size) { page in
            let lines =
                sealed
                ? try page.map { try Report.line(of: StoredEventLine($0)) }
                : try await archive.open(page).map { try Report.line(of: EventLine($0)) }
            Report.lines(lines)
        }
        reader.close()
        await keys?.close()
        try folder.requireSameWriter()
    }

    private func keys(in folder: AuditedFolder) async throws -> AuditKeys? {
        switch try await AuditKeys.find(in: folder, masterKey: options.key) {
        case .opened(let keys): return keys
        case .noMasterKey: return nil
        case .damaged(let reason):
            Report.complaint("Nothing can be opened: \(reason)")
            return nil
        }
    }
}
