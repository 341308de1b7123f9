import ArgumentParser
import Foundation
import Ledger
import Witness

/// `postboek-audit check-receipt`: checks a receipt, with no ledger at hand.
struct CheckReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-receipt",
        abstract: "Check a receipt offline, with nothing but the ledger's public key.",
        discussion: """
            The file is a C2SP tlog-proof as `postboek-audit receipt` and GET /v1/events/POSITION/receipt give it. The key is \
            what GET /v1/checkpoint/key gives; keep it somewhere else than the receipt, for who changes one can change both. \
            With --witness, others must have cosigned the checkpoint too; get their keys from themselves.

            Exit codes: 0 the receipt holds, 1 it does not, 2 the question could not be answered.
            """
    )

    @Argument(help: ArgumentHelp("The receipt.", valueName: "FILE"))
    var file: String

    @Option(help: ArgumentHelp("The ledger's public key (NAME+ID+BASE64), or a file that holds it.", valueName: "VKEY"))
    var key: String

    @Option(help: ArgumentHelp("The event's entry, for a receipt that does not hold it.", valueName: "FILE"))
    var entry: String?

    @OptionGroup var witnesses: WitnessOptions

    @Flag(help: "Print JSON, for a machine to read.")
    var json = false

    private struct Answer: Encodable {
        var holds: Bool
        var problem: String?
        var position: Int64?
        var origin: String?
        var size: Int64?
        var header: String?
        var cosigned: [CosignatureLine] = []
    }

    func run() throws {
        let key = try VerifierKeyText.read(key)
        let text = try InputFile.text(file, what: "receipt")
        let quorum = try witnesses.read()
        let given = try entry.map { try InputFile.bytes($0, what: "entry") }
        do {
            let receipt = try Receipt(parsing: text)
            guard let entry = given ?? receipt.entry else { throw ReceiptError.malformed }
            let checkpoint = try receipt.verify(entry: entry, key: key)
            let cosigned = try quorum.verify(receipt.checkpoint).map(CosignatureLine.init)
            try show(receipt, entry, checkpoint, cosigned)
        } catch let error as ReceiptError {
            try refuse(error.words)
        } catch let error as QuorumError {
            try refuse(error.description)
        }
    }

    private func refuse(_ words: String) throws {
        if json { try Report.json(Answer(holds: false, problem: words)) }
        Report.complaint("DOES NOT HOLD: \(words)")
        throw AuditExit.damaged
    }

    private func show(
        _ receipt: Receipt,
        _ entry: [UInt8],
        _ checkpoint: Checkpoint,
        _ cosigned: [CosignatureLine]
    ) throws {
        // What is hashed is what is shown; only bytes that are no text could be shown otherwise than they are.
        guard let header = String(validating: entry, as: UTF8.self) else { throw ReceiptError.malformed }
        if json {
            try Report.json(
                Answer(
                    holds: true,
                    position: receipt.position,
                    origin: checkpoint.origin,
                    size: checkpoint.size,
                    header: header,
                    cosigned: cosigned
                )
            )
        } else {
            Report.facts(
                [
                    ("holds", "event \(receipt.position) stands in the ledger \(checkpoint.origin)"),
                    ("among", "\(checkpoint.size) events that the ledger's key signed for"),
                ] + CosignatureLine.facts(cosigned) + [("header", header.printable)]
            )
        }
    }
}

extension ReceiptError {
    /// Why the receipt proves nothing, in words.
    var words: String {
        switch self {
        case .malformed: "the file is no receipt, or holds no entry (give it with --entry)"
        case .checkpoint(.unknownSigner): "the checkpoint is not signed by this key"
        case .checkpoint(.badSignature): "the signature under the checkpoint is not of this text"
        case .checkpoint: "the checkpoint in it is not one of this key's ledger"
        case .proof: "the event is not the one that stands at this position"
        }
    }
}

/// A public key on the command line: its text, or a file that holds it.
enum VerifierKeyText {
    /// Reads a key.
    static func read(_ argument: String) throws -> NoteKey {
        if let key = try? NoteKey(parsing: argument) { return key }
        guard let text = try? String(contentsOfFile: argument, encoding: .utf8) else {
            throw AuditError("\(argument.printable) is neither a public key (NAME+ID+BASE64) nor a file that holds one")
        }
        guard let key = try? NoteKey(parsing: text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw AuditError("the file \(argument) holds no public key (NAME+ID+BASE64)")
        }
        return key
    }
}

/// A file that a person named.
enum InputFile {
    private static let largest = 1 << 20

    /// A small text file.
    static func text(_ path: String, what: String) throws -> String {
        guard let text = String(validating: try bytes(path, what: what), as: UTF8.self) else {
            throw AuditError("\(path) is no \(what): it is not text in UTF-8")
        }
        return text
    }

    /// A small file's bytes.
    static func bytes(_ path: String, what: String) throws -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { throw AuditError("the file \(path) cannot be read") }
        defer { try? file.close() }
        let data = try file.read(upToCount: largest + 1) ?? Data()
        guard data.count <= largest else { throw AuditError("\(path) is no \(what): it has more than a mebibyte") }
        return Array(data)
    }
}
