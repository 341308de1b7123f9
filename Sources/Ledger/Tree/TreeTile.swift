/// 256 neighbouring hashes of one level of the tree, as C2SP tlog-tiles cuts it.
///
/// Level 0 holds leaf hashes; a hash of level n + 1 is the root over a full tile of level n.
package struct TreeTile: Hashable, Sendable {
    /// How many hashes a full tile holds.
    package static let width = 256
    /// How many levels of the tree lie in one tile: `width` is 2 to the power of this.
    package static let height = 8

    /// The tile's level.
    package let level: Int
    /// The tile's number within its level, from 0.
    package let number: Int64
    /// The hashes, left to right.
    package let hashes: [Hash]

    /// Makes a tile.
    package init(level: Int, number: Int64, hashes: [Hash]) {
        self.level = level
        self.number = number
        self.hashes = hashes
    }

    /// The hashes one after the other: 8,192 bytes for a full tile.
    package var bytes: [UInt8] { hashes.flatMap(\.bytes) }

    /// Cuts bytes into hashes; nil if they are not a whole number of hashes.
    package static func hashes(in bytes: [UInt8]) -> [Hash]? {
        guard bytes.count % 32 == 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: 32).compactMap { Hash(bytes: bytes[$0..<$0 + 32]) }
    }

    /// How many full tiles, of all levels together, a tree of this size has.
    package static func fullCount(size: Int64) -> Int64 {
        var count: Int64 = 0
        var rest = size / Int64(width)
        while rest > 0 {
            count += rest
            rest /= Int64(width)
        }
        return count
    }
}
