import ArgumentParser
import Ledger
import Mail
import MailLedger

/// `postboek-audit timeline`: one document's events, out of the ledger itself.
struct TimelineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "timeline",
        abstract: "Show all that happened to a document, read from the ledger and from no view.",
        discussion: "Needs the master key, since the ledger names documents by keyed hashes of your ids."
    )

    @OptionGroup var options: AuditOptions

    @Argument(help: "Your own id of the document.")
    var document: String

    func run() async throws {
        let folder = try AuditedFolder(options.path)
        let keys = try await AuditKeys.require(in: folder, masterKey: options.key)
        let reader = try await LedgerFolderReader.open(folder)
        let id = keys.secrets.index.document(callersID: document)
        let bar = ProgressBar("ledger", isWanted: options.progress)
        var timeline = DocumentEvents(document: id)
        let size = try await reader.head().size
        try await reader.forEachPage(through: size) { page in
            let found = page.filter { timeline.takes($0.header) }
            timeline.events += try await keys.archive.open(found)
            bar.show((page.last?.header.position ?? 0) + 1, of: size)
        }
        bar.finish()
        reader.close()
        await keys.close()
        try folder.requireSameWriter()
        guard !timeline.events.isEmpty else {
            throw AuditError("the ledger has no event about a document \(document)".printable)
        }
        if options.json {
            Report.lines(try timeline.events.map { try Report.line(of: EventLine($0)) })
        } else {
            timeline.show()
        }
    }
}

/// The events of one document, gathered in the order of the ledger.
struct DocumentEvents {
    let document: OpaqueID
    var events: [RecordedMailEvent] = []
    private var messages: Set<OpaqueID> = []

    init(document: OpaqueID) {
        self.document = document
    }

    /// Whether an event is about the document, or about a message that an earlier event said is about it.
    mutating func takes(_ header: EventHeader) -> Bool {
        if header.document == document {
            if let message = header.message { messages.insert(message) }
            return true
        }
        return header.message.map(messages.contains) ?? false
    }

    /// Prints the events for a person.
    func show() {
        var addresses: [OpaqueID: [Int: String]] = [:]
        for event in events {
            guard case .messageQueued(let queued) = event.event, let message = event.header.message else { continue }
            for (number, recipient) in queued.numberedRecipients {
                addresses[message, default: [:]][number] = recipient.address
            }
        }
        Report.facts(
            events.map { event in
                let header = event.header
                let address = header.message.flatMap { addresses[$0] }.flatMap { known in
                    header.recipient.flatMap { known[$0] }
                }
                let recipient = header.recipient.map { "  \(address ?? "recipient \($0)")" } ?? ""
                return ("\(header.position)", "\(header.occurredAt)  \(header.type.rawValue)\(recipient)".printable)
            }
        )
    }
}
