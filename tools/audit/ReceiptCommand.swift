import ArgumentParser
import Ledger
import LedgerFiles

/// `postboek-audit receipt`: a proof of one event.
struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt",
        abstract: "Write a receipt: a file that proves an event to somebody who has only the ledger's public key.",
        discussion: """
            The receipt (C2SP tlog-proof) goes to standard output. It holds and proves the event's header, which holds the \
            body's hash. Whoever has the ledger's public key checks it with `postboek-audit check-receipt FILE --key VKEY`.

            Where the folder holds a cosigned checkpoint that covers the event, the receipt is by that one and carries the \
            cosignatures, however many there are; otherwise it is by the newest checkpoint.
            """
    )

    @OptionGroup var options: AuditOptions

    @Argument(help: "The event's position.")
    var position: Int64

    private struct Answer: Encodable {
        var position: Int64
        var header: String
        var receipt: String
        var verifierKey: String
    }

    func run() async throws {
        let folder = try AuditedFolder(options.path)
        let keys = try await AuditKeys.find(in: folder, masterKey: options.key).keys
        let bar = ProgressBar("ledger", isWanted: options.progress)
        let finding = try await Verification(folder: folder, keys: keys, pinned: nil, options: options).find {
            bar.show($0.done, of: $0.total)
        }
        bar.finish()
        if case .damaged(let damage) = finding.condition {
            Report.complaint("DAMAGED: \(damage)")
            throw AuditExit.damaged
        }
        guard let identity = finding.identity, let anchored = finding.anchored, (0..<anchored.size).contains(position)
        else { throw AuditError("there is no event \(position) that the anchor vouches for") }
        let key = try NoteKey(parsing: identity.verifierKey)
        let note = try folder.anchor.read().first { (try? Checkpoint(verifying: $0, with: key)) == anchored }
        guard let note else { throw AuditError("the anchor was written meanwhile; run this again") }
        let reader = try await LedgerFolderReader.open(folder)
        let edge = finding.tree.edge
        let cosigned = folder.cosignedCheckpoints(by: key).filter { $0.head.size <= anchored.size }
        let (proof, checkpoint) = try await reader.read { [position] snapshot in
            for candidate in cosigned where position < candidate.head.size {
                var prover = TreeProver(size: candidate.head.size) { level, number in
                    if let tile = try snapshot.tile(level: level, number: number) { return tile }
                    return level < edge.count ? edge[level] : []
                }
                // Of a ledger that was put back from a backup it may be of events that are no more.
                guard try prover.root() == candidate.head.root else { continue }
                return (try prover.inclusionProof(of: position), candidate.note)
            }
            var prover = TreeProver(size: anchored.size) { level, number in
                if let tile = try snapshot.tile(level: level, number: number) { return tile }
                return level < edge.count ? edge[level] : []
            }
            return (try prover.inclusionProof(of: position), note)
        }
        guard let event = try await reader.events(from: position, limit: 1).first else {
            throw AuditError("event \(position) cannot be read")
        }
        reader.close()
        await keys?.close()
        let receipt = Receipt(position: position, proof: proof, checkpoint: checkpoint, entry: event.entry)
        try receipt.verify(entry: event.entry, key: key)
        let header = String(decoding: event.entry, as: UTF8.self)
        // The text ends with its own line break, and one more would make it no receipt.
        guard options.json else { return Report.lines([String(receipt.text.dropLast())]) }
        try Report.json(
            Answer(position: position, header: header, receipt: receipt.text, verifierKey: key.description)
        )
    }
}
