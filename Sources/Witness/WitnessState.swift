import Ledger

/// What a witness knows of one ledger: the newest checkpoint that it cosigned.
package struct WitnessState: Hashable, Sendable {
    /// What came of a request.
    package enum Decision: Hashable, Sendable {
        /// This checkpoint is to be kept durably, and cosigned only then.
        case cosign(WitnessState, text: String)
        /// The request is refused.
        case refuse(WitnessAnswer)
    }

    /// How many events it covers; 0 for a ledger that was never seen.
    package let size: Int64
    /// The root over them.
    package let root: Hash

    /// What is known of a ledger that was never seen.
    package static let nothing = Self(size: 0, root: MerkleTree.emptyRoot)

    /// Knows a checkpoint.
    package init(size: Int64, root: Hash) {
        self.size = size
        self.root = root
    }

    /// Decides on a request about the ledger with this key: a pure function of what is known and what is asked.
    ///
    /// The order of the checks is that of tlog-witness: who signed first, then sizes, then the proof.
    package func decide(_ request: AddCheckpoint, of ledger: NoteKey) -> Decision {
        guard let note = try? SignedNote(parsing: request.checkpoint), let asked = try? Checkpoint(parsing: note.text)
        else { return .refuse(.malformed) }
        guard (try? Checkpoint(verifying: request.checkpoint, with: ledger)) != nil else { return .refuse(.unsigned) }
        guard request.oldSize <= asked.size else { return .refuse(.malformed) }
        guard request.oldSize == size else { return .refuse(.otherSize(size)) }
        guard isBeginning(of: asked, proof: request.proof) else { return .refuse(.inconsistent) }
        return .cosign(WitnessState(size: asked.size, root: asked.root), text: note.text)
    }

    private func isBeginning(of asked: Checkpoint, proof: [Hash]) -> Bool {
        // Any ledger begins with nothing, and a proof that proves nothing must be empty.
        if size == 0 { return proof.isEmpty && (asked.size > 0 || asked.root == MerkleTree.emptyRoot) }
        guard asked.size > size else { return proof.isEmpty && asked.root == root }
        do throws(TreeProofError) {
            try TreeProof.verifyConsistency(
                from: size,
                oldRoot: root,
                to: asked.size,
                newRoot: asked.root,
                proof: proof
            )
            return true
        } catch {
            return false
        }
    }
}
