import Ledger
import Witness

/// A ledger of nothing but leaves, with its own key: the tree by its definition, not by the code under test.
struct GrownLedger {
    let signer: LedgerSigner
    var leaves: [Hash]

    init(_ name: String = "ledger.example/mail", seed: UInt8 = 7, leaves: Int = 0, salt: String = "") throws {
        signer = try LedgerSigner(seed: Array(repeating: seed, count: 32), name: name)
        self.leaves = (0..<leaves).map { MerkleTree.leafHash(Array("\(salt)\($0)".utf8)) }
    }

    var key: NoteKey { signer.verifierKey }

    /// The signed checkpoint of the first `size` leaves.
    func note(_ size: Int) throws -> String {
        try signer.sign(Checkpoint(origin: signer.name, size: Int64(size), root: Self.root(leaves[..<size])).text)
    }

    /// A request that continues from `old` to `new` leaves.
    func request(from old: Int, to new: Int) throws -> AddCheckpoint {
        let proof = old == 0 || old >= new ? [] : Self.proof(old, leaves[..<new], isWhole: true)
        return AddCheckpoint(oldSize: Int64(old), proof: proof, checkpoint: try note(new))
    }

    /// RFC 9162 §2.1.1.
    static func root(_ leaves: ArraySlice<Hash>) -> Hash {
        guard let first = leaves.first else { return MerkleTree.emptyRoot }
        guard leaves.count > 1 else { return first }
        let middle = leaves.startIndex + split(leaves.count)
        return MerkleTree.nodeHash(root(leaves[..<middle]), root(leaves[middle...]))
    }

    /// RFC 9162 §2.1.4.1.
    private static func proof(_ old: Int, _ leaves: ArraySlice<Hash>, isWhole: Bool) -> [Hash] {
        guard old < leaves.count else { return isWhole ? [] : [root(leaves)] }
        let split = split(leaves.count)
        let middle = leaves.startIndex + split
        return old <= split
            ? proof(old, leaves[..<middle], isWhole: isWhole) + [root(leaves[middle...])]
            : proof(old - split, leaves[middle...], isWhole: false) + [root(leaves[..<middle])]
    }

    private static func split(_ count: Int) -> Int {
        var split = 1
        while split * 2 < count { split *= 2 }
        return split
    }
}
