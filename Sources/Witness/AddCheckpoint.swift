import Ledger

/// What a ledger asks of a witness: `POST …/add-checkpoint` of C2SP tlog-witness v1.
package struct AddCheckpoint: Hashable, Sendable {
    /// The most bytes of a request; more than the longest proof and sixteen signatures take.
    package static let sizeLimit = 64 * 1024

    /// The size up to which the witness knows the ledger.
    package let oldSize: Int64
    /// Proves that the ledger of that size is the beginning of the checkpoint's.
    package let proof: [Hash]
    /// The signed checkpoint.
    package let checkpoint: String

    /// Makes a request.
    package init(oldSize: Int64, proof: [Hash], checkpoint: String) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// The request's body.
    package var body: String {
        "old \(oldSize)\n" + proof.map { Base64.encode($0.bytes) + "\n" }.joined() + "\n" + checkpoint
    }

    /// Reads a body; nil for one that ``body`` would not have been.
    package init?(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.sizeLimit, let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard
            let first = lines.popFirst(), first.hasPrefix("old "), let size = Int64(first.dropFirst(4)), size >= 0,
            first == "old \(size)", let gap = lines.firstIndex(of: ""), gap - lines.startIndex <= 63,
            gap + 1 < lines.endIndex
        else { return nil }
        let proof = lines[..<gap].compactMap { Base64.decode($0).flatMap { Hash(bytes: $0) } }
        guard proof.count == gap - lines.startIndex else { return nil }
        self.init(oldSize: size, proof: proof, checkpoint: lines[(gap + 1)...].joined(separator: "\n"))
    }
}

/// What a witness answers.
package enum WitnessAnswer: Hashable, Sendable {
    /// It cosigned; the line below the checkpoint.
    case cosigned(SignedNote.Signature)
    /// The request is malformed, or its old size is larger than its checkpoint's.
    case malformed
    /// It knows no ledger of this origin.
    case unknownOrigin
    /// The ledger's key did not sign the checkpoint.
    case unsigned
    /// It knows the ledger up to another size than the request says.
    case otherSize(Int64)
    /// The proof does not hold: the checkpoint's ledger is not the one it knows, grown.
    case inconsistent

    /// The HTTP status of the answer.
    package var status: Int {
        switch self {
        case .cosigned: 200
        case .malformed: 400
        case .unsigned: 403
        case .unknownOrigin: 404
        case .otherSize: 409
        case .inconsistent: 422
        }
    }

    /// The media type of ``body``.
    package var mediaType: String {
        if case .otherSize = self { "text/x.tlog.size" } else { "text/plain; charset=utf-8" }
    }

    /// The body of the answer.
    package var body: String {
        switch self {
        case .cosigned(let signature): signature.line + "\n"
        case .malformed: "the request is no add-checkpoint of C2SP tlog-witness\n"
        case .unsigned: "the checkpoint is not signed by the key that this witness knows\n"
        case .unknownOrigin: "this witness does not watch a ledger of this origin\n"
        case .otherSize(let size): "\(size)\n"
        case .inconsistent: "the checkpoint contradicts the one that this witness cosigned\n"
        }
    }
}
