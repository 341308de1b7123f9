import Ledger
import Testing

@Suite("Checkpoints and receipts")
struct CheckpointTests {
    private static let tesseraKey = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    private static let tesseraNote = """
        example.com/log/testdata
        8
        bC+VwvrJbalNVjfkdI8kUgs7mJoXrqiXCE7bgnD28pY=

        — example.com/log/testdata M9e0lq1EK37dHtgv9O3UzPxisw5vwIPcJsX9ab0xt4mvVfbdUR1fbMjN6sBFYpBoBEmD4+cWhj/AVgI5MitCO5+mews=

        """
    private static let ownNote = """
        ledger.example/mail
        8
        XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

        — ledger.example/mail YtsbtLcQY/odfYA5HRZUelR/VR4jALzYNAHNjhXZqZG5h6BskpQR5fV/lzncjAnulXG8k4+sQRR6kh3PITeJchDgwgc=

        """
    private static let ownKey = "ledger.example/mail+62db1bb4+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"

    private func signer() throws -> LedgerSigner {
        let seed = KnownAnswers.bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
        return try LedgerSigner(seed: seed, name: "ledger.example/mail")
    }

    @Test
    func `of a public log are read, and its roots recomputed`() throws {
        let checkpoint = try Checkpoint(verifying: Self.tesseraNote, with: NoteKey(parsing: Self.tesseraKey))
        var tree = MerkleTree()
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eit"] {
            tree.append(MerkleTree.leafHash(Array(word.utf8)))
        }
        #expect(checkpoint == Checkpoint(origin: "example.com/log/testdata", size: 8, root: tree.root))
        for word in ["nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"] {
            tree.append(MerkleTree.leafHash(Array(word.utf8)))
        }
        #expect(tree.root.description == "aca6c38a90af86e5f5199ee0e4105ef2c03a05b27b8daff59e4e36eefdfcddcb")
    }

    @Test
    func `are written as C2SP says`() throws {
        let signer = try signer()
        #expect(signer.verifierKey.description == Self.ownKey)
        let checkpoint = try Checkpoint(verifying: Self.ownNote, with: signer.verifierKey)
        #expect(checkpoint.root == KnownAnswers.tree(8).tree.root)
        #expect(checkpoint.text == "ledger.example/mail\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n")
        let own = try Checkpoint(verifying: signer.sign(checkpoint.text), with: signer.verifierKey)
        #expect(own == checkpoint)
    }

    @Test(
        arguments: [
            "", "a\n", "a\n1\n", "\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
            "a\n01\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
            "a\n-1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
            "a\n+1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n", "a\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7w==\n",
            "a\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=",
            "a\n1\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n",
            "a\n9223372036854775808\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
        ]
    )
    func `that are malformed are refused`(text: String) {
        #expect(throws: NoteError.malformed) { try Checkpoint(parsing: text) }
    }

    @Test
    func `a receipt proves one event with the key alone`() throws {
        let signer = try signer()
        let (_, leaves) = KnownAnswers.tree(8)
        var prover = TreeProver(size: 8) { _, _ in leaves }
        let receipt = Receipt(position: 5, proof: try prover.inclusionProof(of: 5), checkpoint: Self.ownNote)
        #expect(
            receipt.text.hasPrefix("c2sp.org/tlog-proof@v1\nindex 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n")
        )
        #expect(receipt.text.hasSuffix("\n\n" + Self.ownNote))
        let entry = KnownAnswers.bytes(KnownAnswers.leaves[5])
        let checkpoint = try Receipt(parsing: receipt.text).verify(entry: entry, key: signer.verifierKey)
        #expect(checkpoint.size == 8)
        #expect(throws: ReceiptError.proof(.wrong)) { try receipt.verify(entry: [0x40], key: signer.verifierKey) }
        #expect(throws: ReceiptError.checkpoint(.unknownSigner)) {
            try receipt.verify(entry: entry, key: try NoteKey(parsing: Self.tesseraKey))
        }
        let extra = receipt.text.replacing("index 5\n", with: "extra YWJj\nindex 5\n")
        let withEntry = try Receipt(parsing: extra)
        #expect(withEntry.entry == Array("abc".utf8) && withEntry.text == extra)
        #expect(withEntry.proof == receipt.proof && withEntry.checkpoint == receipt.checkpoint)
    }

    @Test(
        arguments: [
            "", "c2sp.org/tlog-proof@v2\nindex 0\n\nx", "c2sp.org/tlog-proof@v1\nindex -1\n\nx",
            "c2sp.org/tlog-proof@v1\nindex 01\n\nx", "c2sp.org/tlog-proof@v1\nindex 0\nYWJj\n\nx",
            "c2sp.org/tlog-proof@v1\nindex 0\nx", "c2sp.org/tlog-proof@v1\nextra ?\nindex 0\n\nx",
        ]
    )
    func `a malformed receipt is refused`(text: String) {
        #expect(throws: ReceiptError.malformed) { try Receipt(parsing: text) }
    }
}
