import ArgumentParser
import Foundation
import Ledger
import LedgerSQLite

/// `postboek-audit consistency`: whether an older checkpoint's ledger is the beginning of a newer one's.
struct ConsistencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consistency",
        abstract:
            "Check that the ledger of an older checkpoint is the beginning of a newer one's: nothing was rewritten.",
        discussion: """
            OLD and NEW are files with signed checkpoints, as GET /v1/checkpoint gives them, or anchors as they are mailed; \
            with --ledger either may also be a size. With --ledger the proof is made from an organization's folder. Without it, give the proof with --proof \
            (the answer of GET /v1/checkpoint/consistency) and the ledger's public key with --key; then no ledger is needed.

            Exit codes: 0 it is the beginning, 1 it is not, or the proof does not show it, 2 the question could not be answered.
            """
    )

    @Argument(help: "The older checkpoint: a file, or with --ledger a size.")
    var old: String

    @Argument(help: "The newer checkpoint: a file, or with --ledger a size.")
    var new: String

    @Option(help: ArgumentHelp("The organization's folder.", valueName: "PATH"))
    var ledger: String?

    @Option(help: ArgumentHelp("The proof.", valueName: "FILE"))
    var proof: String?

    @Option(help: ArgumentHelp("The ledger's public key, or a file that holds it.", valueName: "VKEY"))
    var key: String?

    @Flag(help: "Print JSON, for a machine to read.")
    var json = false

    private struct Head {
        var size: Int64
        var root: Hash
    }

    private struct Answer: Encodable {
        var consistent: Bool
        var old: Int64
        var new: Int64
        var proof: [String]
    }

    private struct GivenProof: Decodable {
        var old: Int64?
        var new: Int64?
        var proof: [String]
    }

    func run() async throws {
        let heads: (old: Head, new: Head)
        let hashes: [Hash]
        if let ledger {
            let tree = try await VerifiedTree.open(AuditedFolder(ledger))
            let verifier = try key.map(VerifierKeyText.read) ?? tree.key
            heads = (try await head(old, verifier, tree), try await head(new, verifier, tree))
            let sizes = (heads.old.size, heads.new.size)
            try requireOrder(sizes.0, sizes.1)
            guard sizes.0 > 0, sizes.1 <= tree.size else {
                throw AuditError("this ledger has \(tree.size) events; \(sizes.0) and \(sizes.1) are no sizes of it")
            }
            hashes = try await tree.prove(size: sizes.1) { try $0.consistencyProof(from: sizes.0) }
            tree.close()
        } else {
            guard let key, let proof else { throw AuditError("give --ledger, or --key and --proof; see --help") }
            let verifier = try VerifierKeyText.read(key)
            heads = (try checkpoint(old, verifier), try checkpoint(new, verifier))
            try requireOrder(heads.old.size, heads.new.size)
            let given = try JSONDecoder().decode(
                GivenProof.self,
                from: Data(try InputFile.bytes(proof, what: "proof"))
            )
            guard given.old ?? heads.old.size == heads.old.size, given.new ?? heads.new.size == heads.new.size else {
                throw AuditError(
                    "\(proof) is for other sizes than those of the checkpoints, so it says nothing of them; get that of GET "
                        + "/v1/checkpoint/consistency?old=\(heads.old.size)&new=\(heads.new.size)"
                )
            }
            hashes = try given.proof.map { text in
                guard let hash = Base64.decode(text).flatMap({ Hash(bytes: $0) }) else {
                    throw AuditError("\(proof) holds something that is no hash")
                }
                return hash
            }
        }
        try conclude(heads.old, heads.new, hashes)
    }

    private func requireOrder(_ old: Int64, _ new: Int64) throws(AuditError) {
        guard old <= new else {
            throw AuditError(
                "OLD has \(old) events and NEW only \(new): give the checkpoint with fewer events first. Nothing was compared"
            )
        }
    }

    private func conclude(_ old: Head, _ new: Head, _ proof: [Hash]) throws {
        let holds: Bool
        do throws(TreeProofError) {
            try TreeProof.verifyConsistency(
                from: old.size,
                oldRoot: old.root,
                to: new.size,
                newRoot: new.root,
                proof: proof
            )
            holds = true
        } catch {
            holds = false
        }
        if json {
            let proof = proof.map { Base64.encode($0.bytes) }
            try Report.json(Answer(consistent: holds, old: old.size, new: new.size, proof: proof))
        } else if holds {
            Report.lines(["The ledger of \(old.size) events is the beginning of that of \(new.size) events."])
        }
        guard holds else {
            let isCertain = ledger != nil || old.size == new.size
            Report.complaint(
                isCertain
                    ? "REWRITTEN: the ledger of \(old.size) events is not the beginning of that of \(new.size)."
                    : "NOT SHOWN: this proof does not show that the ledger of \(old.size) events is the beginning of that of "
                        + "\(new.size). Where the ledger's owner can give no other proof, it was rewritten."
            )
            throw AuditExit.damaged
        }
    }

    /// What a size or a file stands for.
    private func head(_ argument: String, _ key: NoteKey, _ tree: VerifiedTree) async throws -> Head {
        guard let size = Int64(argument) else { return try checkpoint(argument, key) }
        guard size > 0, size <= tree.size else {
            throw AuditError("the ledger has no state of \(argument.printable) events")
        }
        return Head(size: size, root: try await tree.prove(size: size) { try $0.root() })
    }

    private func checkpoint(_ path: String, _ key: NoteKey) throws -> Head {
        let text = try InputFile.text(path, what: "checkpoint")
        // A mailed anchor has words before the checkpoint, which begins with the ledger's name on a line of its own.
        let start = text.range(of: "\n\(key.name)\n").map { text.index(after: $0.lowerBound) } ?? text.startIndex
        let note = text.hasPrefix("\(key.name)\n") ? text : String(text[start...])
        guard let checkpoint = try? Checkpoint(verifying: note, with: key) else {
            throw AuditError("\(path) is no checkpoint that the ledger's key signed")
        }
        return Head(size: checkpoint.size, root: checkpoint.root)
    }
}

/// The tree of a folder's ledger, after the ledger was verified.
struct VerifiedTree {
    /// The ledger's public key.
    let key: NoteKey
    /// How many events the tree is over.
    let size: Int64
    private let edge: [[Hash]]
    private let reader: LedgerFolderReader

    /// Verifies the ledger of a folder.
    static func open(_ folder: AuditedFolder) async throws -> Self {
        let finding = try await BlockingPool().run(.opening) {
            SQLiteLedger.verify(folder: folder.path, anchor: folder.anchor, key: nil, progress: { _ in })
        }
        if case .damaged(let damage) = finding.condition {
            Report.complaint("DAMAGED: \(damage)")
            throw AuditExit.damaged
        }
        guard let identity = finding.identity else { throw AuditError("the ledger does not say which one it is") }
        return Self(
            key: try NoteKey(parsing: identity.verifierKey),
            size: finding.tree.size,
            edge: finding.tree.edge,
            reader: try await LedgerFolderReader.open(folder)
        )
    }

    /// Makes something of the tree over the first `size` events.
    func prove<Proof: Sendable>(
        size: Int64,
        _ body: @escaping @Sendable (inout TreeProver) throws -> Proof
    ) async throws -> Proof {
        try await reader.read { [edge] snapshot in
            var prover = TreeProver(size: size) { level, number in
                if let tile = try snapshot.tile(level: level, number: number) { return tile }
                return level < edge.count ? edge[level] : []
            }
            return try body(&prover)
        }
    }

    /// Closes the file.
    func close() {
        reader.close()
    }
}
