/// Makes proofs from tiles.
package struct TreeProver {
    private let size: Int64
    private let readTile: (_ level: Int, _ number: Int64) throws -> [Hash]
    private var tiles: [[Int64]: [Hash]] = [:]

    /// A prover over the first `size` leaves.
    ///
    /// - Parameters:
    ///   - size: How many leaves the tree has.
    ///   - readTile: Reads a tile; of one that is not full, the hashes there are.
    package init(size: Int64, readTile: @escaping (_ level: Int, _ number: Int64) throws -> [Hash]) {
        self.size = size
        self.readTile = readTile
    }

    /// The root over all leaves.
    package mutating func root() throws -> Hash {
        size == 0 ? MerkleTree.emptyRoot : try root(of: 0..<size)
    }

    /// The hashes that lead from a leaf to the root, nearest to the leaf first (RFC 9162 §2.1.3.1).
    package mutating func inclusionProof(of index: Int64) throws -> [Hash] {
        guard (0..<size).contains(index) else { throw TreeProofError.outside }
        var proof: [Hash] = []
        var range = 0..<size
        while range.count > 1 {
            let split = range.lowerBound + Self.split(Int64(range.count))
            if index < split {
                proof.append(try root(of: split..<range.upperBound))
                range = range.lowerBound..<split
            } else {
                proof.append(try root(of: range.lowerBound..<split))
                range = split..<range.upperBound
            }
        }
        return proof.reversed()
    }

    /// The hashes that show that the tree of `old` leaves is the beginning of this one (RFC 9162 §2.1.4.1).
    package mutating func consistencyProof(from old: Int64) throws -> [Hash] {
        guard old > 0, old <= size else { throw TreeProofError.outside }
        var proof: [Hash] = []
        var range = 0..<size
        var isWholeOld = true
        while old < range.upperBound {
            let split = range.lowerBound + Self.split(Int64(range.count))
            if old <= split {
                proof.append(try root(of: split..<range.upperBound))
                range = range.lowerBound..<split
            } else {
                proof.append(try root(of: range.lowerBound..<split))
                range = split..<range.upperBound
                isWholeOld = false
            }
        }
        if !isWholeOld { proof.append(try root(of: range)) }
        return proof.reversed()
    }

    /// The root over a range that the tree's own splitting makes.
    private mutating func root(of range: Range<Int64>) throws -> Hash {
        let count = Int64(range.count)
        guard count & (count - 1) != 0 else {
            return try perfectRoot(at: range.lowerBound, height: count.trailingZeroBitCount)
        }
        let split = range.lowerBound + Self.split(count)
        return MerkleTree.nodeHash(try root(of: range.lowerBound..<split), try root(of: split..<range.upperBound))
    }

    private mutating func perfectRoot(at start: Int64, height: Int) throws -> Hash {
        let level = height / TreeTile.height
        let first = start >> Int64(TreeTile.height * level)
        let offset = Int(first % Int64(TreeTile.width))
        let tile = try tile(level: level, number: first / Int64(TreeTile.width))
        var hashes = Array(tile.dropFirst(offset).prefix(1 << (height % TreeTile.height)))
        guard hashes.count == 1 << (height % TreeTile.height) else { throw TreeProofError.missingTile }
        while hashes.count > 1 {
            hashes = stride(from: 0, to: hashes.count, by: 2).map { MerkleTree.nodeHash(hashes[$0], hashes[$0 + 1]) }
        }
        return hashes[0]
    }

    private mutating func tile(level: Int, number: Int64) throws -> [Hash] {
        if let tile = tiles[[Int64(level), number]] { return tile }
        let tile = try readTile(level, number)
        tiles[[Int64(level), number]] = tile
        return tile
    }

    /// The largest power of two below `count`, for 2 or more.
    private static func split(_ count: Int64) -> Int64 {
        1 << Int64(Int64.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
