/// Why a receipt proves nothing.
package enum ReceiptError: Error, Hashable, Sendable {
    /// The text is not a receipt.
    case malformed
    /// The checkpoint is not signed by the ledger.
    case checkpoint(NoteError)
    /// The event is not the one that stands there.
    case proof(TreeProofError)
}

/// Proves that an event stands in a ledger, to somebody who has only the ledger's public key (C2SP tlog-proof).
package struct Receipt: Hashable, Sendable {
    /// The event's position.
    package let position: Int64
    /// The hashes that lead from the event to the root, nearest to the event first.
    package let proof: [Hash]
    /// The signed checkpoint, verbatim.
    package let checkpoint: String
    /// The event's entry, carried along so that the file alone can be checked; nil where it is kept elsewhere.
    ///
    /// The format does not authenticate it by itself: ``verify(entry:key:)`` does.
    package let entry: [UInt8]?

    /// Makes a receipt.
    package init(position: Int64, proof: [Hash], checkpoint: String, entry: [UInt8]? = nil) {
        self.position = position
        self.proof = proof
        self.checkpoint = checkpoint
        self.entry = entry
    }

    /// The receipt as a file.
    package var text: String {
        let extra = entry.map { "extra \(Base64.encode($0))\n" } ?? ""
        return "\(Self.firstLine)\n\(extra)index \(position)\n" + proof.map { Base64.encode($0.bytes) + "\n" }.joined()
            + "\n" + checkpoint
    }

    /// Reads a file; its `extra` line, if there is one, is the entry.
    package init(parsing text: String) throws(ReceiptError) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.popFirst() == Self.firstLine[...] else { throw .malformed }
        var entry: [UInt8]?
        if let line = lines.first, line.hasPrefix("extra ") {
            guard let extra = Base64.decode(line.dropFirst(6)) else { throw .malformed }
            entry = extra
            lines.removeFirst()
        }
        guard
            let line = lines.popFirst(), line.hasPrefix("index "), let position = Int64(line.dropFirst(6)),
            position >= 0,
            String(position) == line.dropFirst(6), let gap = lines.firstIndex(of: ""), gap - lines.startIndex <= 63,
            gap + 1 < lines.endIndex
        else { throw .malformed }
        let proof = lines[..<gap].compactMap { Base64.decode($0).flatMap { Hash(bytes: $0) } }
        guard proof.count == gap - lines.startIndex else { throw .malformed }
        let checkpoint = lines[(gap + 1)...].joined(separator: "\n")
        self.init(position: position, proof: proof, checkpoint: checkpoint, entry: entry)
    }

    /// Checks that this entry stands at this position, by the ledger's own signature.
    ///
    /// - Returns: The checkpoint that vouches for it.
    @discardableResult
    package func verify(entry: [UInt8], key: NoteKey) throws(ReceiptError) -> Checkpoint {
        let head: Checkpoint
        do throws(NoteError) {
            head = try Checkpoint(verifying: checkpoint, with: key)
        } catch {
            throw .checkpoint(error)
        }
        do throws(TreeProofError) {
            try TreeProof.verifyInclusion(
                of: MerkleTree.leafHash(entry),
                at: position,
                size: head.size,
                root: head.root,
                proof: proof
            )
        } catch {
            throw .proof(error)
        }
        return head
    }

    private static let firstLine = "c2sp.org/tlog-proof@v1"
}
