/// Why there is no proof, or it proves nothing.
package enum TreeProofError: Error, Hashable, Sendable {
    /// The leaf or the size lies outside the tree.
    case outside
    /// A tile that the proof needs is not there.
    case missingTile
    /// The proof has too many or too few hashes, or leads to another root.
    case wrong
}

/// Checks proofs against roots, with nothing else at hand.
///
/// That each hash is exactly 32 bytes long is what ``Hash`` is.
package enum TreeProof {
    /// Checks that a leaf stands at `index` in the tree of `size` leaves (RFC 9162 §2.1.3.2).
    package static func verifyInclusion(
        of leaf: Hash,
        at index: Int64,
        size: Int64,
        root: Hash,
        proof: [Hash]
    ) throws(TreeProofError) {
        guard index >= 0, index < size else { throw .outside }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { throw .wrong }
            if node & 1 == 1 || node == last {
                hash = MerkleTree.nodeHash(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0, hash == root else { throw .wrong }
    }

    /// Checks that a tree of `old` leaves is the beginning of one of `new` leaves (RFC 9162 §2.1.4.2).
    ///
    /// Any tree extends the empty one, so there is nothing to prove from 0: it is refused.
    package static func verifyConsistency(
        from old: Int64,
        oldRoot: Hash,
        to new: Int64,
        newRoot: Hash,
        proof: [Hash]
    ) throws(TreeProofError) {
        guard old > 0, old <= new else { throw .outside }
        if old == new {
            guard proof.isEmpty, oldRoot == newRoot else { throw .wrong }
            return
        }
        guard !proof.isEmpty else { throw .wrong }
        let hashes = old & (old - 1) == 0 ? [oldRoot] + proof : proof
        var node = old - 1
        var last = new - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var before = hashes[0]
        var after = hashes[0]
        for sibling in hashes.dropFirst() {
            guard last > 0 else { throw .wrong }
            if node & 1 == 1 || node == last {
                before = MerkleTree.nodeHash(sibling, before)
                after = MerkleTree.nodeHash(sibling, after)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                after = MerkleTree.nodeHash(after, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0, before == oldRoot, after == newRoot else { throw .wrong }
    }
}
