import ArgumentParser
import Ledger
import LedgerFiles
import MailLedger

/// `postboek-audit verify`: computes the whole ledger anew.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compute everything anew from what is stored, and name the first difference.",
        discussion: """
            Checks the file's structure, every header and body, the columns beside them, the tree, the signed anchor, the \
            newest position of each message, and the kept idempotency keys. With the master key also opens every sealed \
            part; without it only what is clear is checked, and the key that verifies the anchor is the one that the ledger \
            itself names, unless --vkey pins it.
            """
    )

    @OptionGroup var options: AuditOptions

    @Option(help: ArgumentHelp("The ledger's public key, as an earlier verification showed it.", valueName: "KEY"))
    var vkey: String?

    @Flag(help: "Also read every frozen mail and attachment that an event names (needs the master key).")
    var content = false

    func run() async throws {
        let folder = try AuditedFolder(options.path)
        let pinned = try vkey.map(Self.noteKey)
        let search = try await AuditKeys.find(in: folder, masterKey: options.key)
        if content, case .noMasterKey = search {
            throw AuditError("--content needs the master key: give its file with --key")
        }
        var report = try await Verification(folder: folder, keys: search.keys, pinned: pinned, options: options).run()
        switch search {
        case .opened(let keys):
            if report.isSound { try await open(&report, keys: keys, folder: folder) }
            await keys.close()
        case .noMasterKey: report.sealedSkipped = "there is no master key at hand (give its file with --key)"
        case .damaged(let reason): report.damage(.init(text: reason))
        }
        try folder.requireSameWriter()
        if options.json { try Report.json(report) } else { report.show() }
        guard report.isSound else { throw AuditExit.damaged }
    }

    private func open(_ report: inout VerifyReport, keys: AuditKeys, folder: AuditedFolder) async throws {
        let reader = try await LedgerFolderReader.open(folder)
        defer { reader.close() }
        let seals = SealCheck(keys: keys)
        let store = FolderContentStore(folder: folder.content, index: keys.secrets.index)
        let contents = content ? ContentCheck(keys: keys, store: store) : nil
        let bar = ProgressBar(content ? "sealed parts and content" : "sealed parts", isWanted: options.progress)
        defer { bar.finish() }
        var sealed = SealTally()
        var found = ContentTally()
        let size = report.events
        do {
            try await reader.forEachPage(through: size) { page in
                for event in page {
                    try await seals.check(event, into: &sealed)
                    try await contents?.check(event, into: &found)
                }
                bar.show((page.last?.header.position ?? 0) + 1, of: size)
            }
        } catch let fault as OpenedFault {
            report.damage(.init(text: fault.description, position: fault.position))
        }
        report.sealed = sealed
        if content { report.content = found }
    }

    private static func noteKey(_ text: String) throws -> NoteKey {
        do {
            return try NoteKey(parsing: text)
        } catch {
            throw AuditError("--vkey is no public key of a ledger, such as `postboek-audit verify` shows")
        }
    }
}

/// Something that an event names, and that could not be opened although it should.
struct OpenedFault: Error, CustomStringConvertible {
    /// The event's position.
    let position: Int64
    private let finding: String

    init(position: Int64, _ finding: String) {
        self.position = position
        self.finding = finding
    }

    /// What was found, in a sentence.
    var description: String { "event \(position): \(finding)" }
}
