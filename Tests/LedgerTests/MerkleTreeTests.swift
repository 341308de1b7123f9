import Ledger
import Testing

@Suite("The tree")
struct MerkleTreeTests {
    @Test(arguments: 0..<8)
    func `hashes the reference leaves`(index: Int) {
        let hash = MerkleTree.leafHash(KnownAnswers.bytes(KnownAnswers.leaves[index]))
        #expect(hash.description == KnownAnswers.leafHashes[index])
    }

    @Test
    func `hashes leaves and nodes apart`() throws {
        #expect(
            MerkleTree.leafHash(Array("L123456".utf8)).description
                == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
        )
        let left = try #require(Hash(hex: KnownAnswers.leafHashes[0]))
        let right = try #require(Hash(hex: KnownAnswers.leafHashes[1]))
        #expect(MerkleTree.nodeHash(left, right).description == KnownAnswers.roots[2])
    }

    @Test(arguments: 0...8)
    func `has the reference root at every size`(size: Int) {
        #expect(KnownAnswers.tree(size).tree.root.description == KnownAnswers.roots[size])
    }

    @Test(
        arguments: [
            (3, ["1,0", "L2"]), (5, ["2,0", "L4"]), (6, ["2,0", "1,2"]), (7, ["2,0", "1,2", "L6"]), (8, ["3,0"]),
        ]
    )
    func `keeps the roots of its perfect subtrees`(size: Int, nodes: [String]) {
        #expect(KnownAnswers.tree(size).tree.frontier.map(\.description) == nodes.compactMap { KnownAnswers.nodes[$0] })
    }

    @Test
    func `has the known roots at larger sizes, and proves from its tiles`() throws {
        var tree = MerkleTree()
        var tiles: [TreeTile] = []
        for number in 0..<70_000 {
            tree.append(MerkleTree.leafHash(Array("\(number)".utf8)))
            tiles += tree.takeFullTiles()
            if let known = KnownAnswers.countingRoots.first(where: { $0.size == number + 1 }) {
                #expect(tree.root.description == known.root)
            }
        }
        #expect(Int64(tiles.count) == TreeTile.fullCount(size: 70_000))
        #expect(tiles.count == 274)
        #expect(tree.edge.map(\.count) == [112, 17, 1])
        var prover = TreeProver(size: 70_000) { [tree] level, number in
            tiles.first { $0.level == level && $0.number == number }?.hashes ?? tree.edge[level]
        }
        #expect(try prover.root() == tree.root)
        for index in [Int64(0), 255, 256, 65_535, 65_536, 69_999] {
            try TreeProof.verifyInclusion(
                of: MerkleTree.leafHash(Array("\(index)".utf8)),
                at: index,
                size: 70_000,
                root: tree.root,
                proof: try prover.inclusionProof(of: index)
            )
        }
        for known in KnownAnswers.countingRoots {
            try TreeProof.verifyConsistency(
                from: Int64(known.size),
                oldRoot: try #require(Hash(hex: known.root)),
                to: 70_000,
                newRoot: tree.root,
                proof: try prover.consistencyProof(from: Int64(known.size))
            )
        }
    }
}
