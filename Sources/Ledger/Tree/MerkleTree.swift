import Crypto

/// A tree over leaf hashes that only grows at its right edge (RFC 9162 §2.1), kept as small as growing it takes.
///
/// Holds the roots of the perfect subtrees, and of each level of tiles the right-most one that is not full yet.
package struct MerkleTree: Hashable, Sendable {
    /// How many leaves there are.
    package private(set) var size: Int64 = 0
    /// The roots of the perfect subtrees, largest first: one for each bit set in ``size``.
    package private(set) var frontier: [Hash] = []
    /// The right-most, not full tile of each level.
    package private(set) var edge: [[Hash]] = []
    private var fullTiles: [TreeTile] = []

    /// An empty tree.
    package init() {}

    /// The root of the tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = Hash(of: [])

    /// The hash of a leaf: SHA-256 of 0x00 and its bytes.
    package static func leafHash(_ entry: [UInt8]) -> Hash {
        var hasher = SHA256()
        hasher.update(data: [0])
        hasher.update(data: entry)
        return Hash(hasher.finalize())
    }

    /// The hash of an inner node: SHA-256 of 0x01 and the hashes of its children.
    package static func nodeHash(_ left: Hash, _ right: Hash) -> Hash {
        var bytes: [UInt8] = [1]
        bytes.reserveCapacity(65)
        bytes += left.bytes
        bytes += right.bytes
        return Hash(SHA256.hash(data: bytes))
    }

    /// The root over all leaves.
    package var root: Hash {
        guard var root = frontier.last else { return Self.emptyRoot }
        for subtree in frontier.dropLast().reversed() { root = Self.nodeHash(subtree, root) }
        return root
    }

    /// Adds a leaf.
    package mutating func append(_ leaf: Hash) {
        keep(leaf, level: 0)
        var hash = leaf
        var rest = size
        var height = 0
        while rest & 1 == 1 {
            hash = Self.nodeHash(frontier.removeLast(), hash)
            rest >>= 1
            height += 1
            // Eight merges up from a tile's hashes stands the root of the whole tile.
            if height % TreeTile.height == 0 { keep(hash, level: height / TreeTile.height) }
        }
        frontier.append(hash)
        size += 1
    }

    /// The tiles that became full since this was last asked, in the order in which they did.
    package mutating func takeFullTiles() -> [TreeTile] {
        defer { fullTiles.removeAll() }
        return fullTiles
    }

    private mutating func keep(_ hash: Hash, level: Int) {
        if level == edge.count { edge.append([]) }
        edge[level].append(hash)
        guard edge[level].count == TreeTile.width else { return }
        let number = (size + 1) >> Int64(TreeTile.height * (level + 1)) - 1
        fullTiles.append(TreeTile(level: level, number: number, hashes: edge[level]))
        edge[level].removeAll(keepingCapacity: true)
    }
}
