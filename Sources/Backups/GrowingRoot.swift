import Ledger

/// The root over a growing number of leaves, which goes on from the roots of the perfect subtrees alone.
struct GrowingRoot: Hashable {
    /// How many leaves there are.
    private(set) var size: Int64 = 0
    /// The roots of the perfect subtrees, largest first.
    private(set) var frontier: [Hash] = []

    /// Starts without leaves.
    init() {}

    /// Goes on from subtrees; nil where there are not as many as so many leaves have.
    init?(size: Int64, frontier: [Hash]) {
        guard size >= 0, frontier.count == size.nonzeroBitCount else { return nil }
        (self.size, self.frontier) = (size, frontier)
    }

    /// The root over all leaves.
    var root: Hash {
        guard var root = frontier.last else { return MerkleTree.emptyRoot }
        for subtree in frontier.dropLast().reversed() { root = MerkleTree.nodeHash(subtree, root) }
        return root
    }

    /// Adds a leaf.
    mutating func append(_ leaf: Hash) {
        var hash = leaf
        var rest = size
        while rest & 1 == 1 {
            hash = MerkleTree.nodeHash(frontier.removeLast(), hash)
            rest >>= 1
        }
        frontier.append(hash)
        size += 1
    }
}
