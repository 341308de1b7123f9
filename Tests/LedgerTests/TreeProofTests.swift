import Ledger
import Testing

@Suite("Proofs")
struct TreeProofTests {
    private static func prover(_ size: Int) -> TreeProver {
        let leaves = KnownAnswers.tree(size).leaves
        return TreeProver(size: Int64(size)) { _, _ in leaves }
    }

    @Test(
        arguments: [
            (0, 8, ["L1", "1,1", "2,1"]), (5, 8, ["L4", "1,3", "2,0"]), (2, 3, ["1,0"]), (1, 5, ["L0", "1,1", "L4"]),
        ]
    )
    func `of inclusion are the reference paths`(index: Int, size: Int, nodes: [String]) throws {
        var prover = Self.prover(size)
        let proof = try prover.inclusionProof(of: Int64(index))
        #expect(proof.map(\.description) == nodes.compactMap { KnownAnswers.nodes[$0] })
    }

    @Test(
        arguments: [
            (1, 8, ["L1", "1,1", "2,1"]), (6, 8, ["1,2", "1,3", "2,0"]), (2, 5, ["1,1", "L4"]),
            (6, 7, ["1,2", "L6", "2,0"]), (3, 7, ["L2", "L3", "1,0", "4..6"]), (4, 7, ["4..6"]),
        ]
    )
    func `of consistency are the reference paths`(old: Int, new: Int, nodes: [String]) throws {
        var prover = Self.prover(new)
        let proof = try prover.consistencyProof(from: Int64(old))
        #expect(proof.map(\.description) == nodes.compactMap { KnownAnswers.nodes[$0] })
    }

    @Test
    func `verify for every leaf and every pair of sizes, and fail for any other`() throws {
        var roots = [MerkleTree.emptyRoot]
        var tree = MerkleTree()
        var leaves: [Hash] = []
        for number in 0..<70 {
            leaves.append(MerkleTree.leafHash([UInt8(number)]))
            tree.append(leaves[number])
            roots.append(tree.root)
        }
        for size in 1...70 {
            var prover = TreeProver(size: Int64(size)) { _, _ in leaves }
            for index in 0..<size {
                let proof = try prover.inclusionProof(of: Int64(index))
                func verify(_ leaf: Int, at index: Int) throws {
                    try TreeProof.verifyInclusion(
                        of: leaves[leaf],
                        at: Int64(index),
                        size: Int64(size),
                        root: roots[size],
                        proof: proof
                    )
                }
                try verify(index, at: index)
                #expect(throws: TreeProofError.self) { try verify((index + 1) % 70, at: index) }
                #expect(throws: TreeProofError.self) { try verify(index, at: index + 1) }
            }
            for old in 1...size {
                let proof = try prover.consistencyProof(from: Int64(old))
                func verify(oldRoot: Hash) throws {
                    try TreeProof.verifyConsistency(
                        from: Int64(old),
                        oldRoot: oldRoot,
                        to: Int64(size),
                        newRoot: roots[size],
                        proof: proof
                    )
                }
                try verify(oldRoot: roots[old])
                #expect(throws: TreeProofError.self) { try verify(oldRoot: roots[old - 1]) }
            }
        }
    }
}
