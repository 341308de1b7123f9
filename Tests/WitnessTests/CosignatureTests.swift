import Ledger
import Testing
import Witness

/// Cosignatures, against a known answer that another program made.
@Suite("A cosignature")
struct CosignatureTests {
    private static let key = "witness.example/w1+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM"
    private static let line =
        "\u{2014} witness.example/w1 "
        + "BNLYMwAAAABpVbkAQBuGyYIjPBIbjx+SVptrrZoyApT9cDsYBRC5LIf4GNbjqjLonjv79H+Uhmmr/PZgak8m/pNI1xMu2Y+IUwxMBA==\n"
    private static let note = """
        ledger.example/mail
        8
        XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

        — ledger.example/mail YtsbtLcQY/odfYA5HRZUelR/VR4jALzYNAHNjhXZqZG5h6BskpQR5fV/lzncjAnulXG8k4+sQRR6kh3PITeJchDgwgc=

        """

    private func witness() throws -> WitnessSigner {
        let seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
        let bytes = try #require(Hash(hex: seed)).bytes
        return try WitnessSigner(seed: bytes, name: "witness.example/w1")
    }

    @Test
    func `is made and read as C2SP tlog-cosignature says`() throws {
        let key = try WitnessKey(parsing: Self.key)
        let signer = try witness()
        #expect(signer.witness == key && "\(key)" == Self.key)
        let text = try SignedNote(parsing: Self.note).text
        #expect(try signer.cosign(text, at: 1_767_225_600).line + "\n" == Self.line)
        let found = try WitnessQuorum([key]).verify(Self.note + Self.line)
        #expect(found == [try #require(try Cosignature(of: key, in: SignedNote(parsing: Self.note + Self.line)))])
        #expect(found.first?.time == 1_767_225_600)
    }

    @Test
    func `leaves the ledger's own signature as it was`() throws {
        let ledger = try NoteKey(parsing: "ledger.example/mail+62db1bb4+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")
        #expect(try Checkpoint(verifying: Self.note + Self.line, with: ledger).size == 8)
    }

    @Test
    func `holds no more once any byte of checkpoint or cosignature was changed`() throws {
        let quorum = WitnessQuorum([try WitnessKey(parsing: Self.key)])
        let ledger = try NoteKey(parsing: "ledger.example/mail+62db1bb4+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea")
        let bytes = Array((Self.note + Self.line).utf8)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1 << UInt8(place % 7)
            guard let text = String(validating: changed, as: UTF8.self) else { continue }
            let holds = (try? Checkpoint(verifying: text, with: ledger)) != nil && (try? quorum.verify(text)) != nil
            #expect(!holds, "byte \(place)")
        }
    }

    @Test
    func `counts once for one key, whatever the key is called`() throws {
        let signer = try witness()
        let twin = try WitnessSigner(
            seed: try #require(Hash(hex: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")).bytes,
            name: "twin"
        )
        let note = try SignedNote(parsing: Self.note)
        let lines = [try signer.cosign(note.text, at: 1), try twin.cosign(note.text, at: 2)]
        let text = SignedNote(text: note.text, signatures: note.signatures + lines).description
        let keys = [signer.witness, twin.witness]
        #expect(throws: QuorumError.tooFew(found: 1, needed: 2)) { try WitnessQuorum(keys).verify(text) }
        #expect(try WitnessQuorum(keys, needed: 1).verify(text).count == 2)
    }

    @Test
    func `that is missing or forged is told apart`() throws {
        let key = try WitnessKey(parsing: Self.key)
        #expect(throws: QuorumError.tooFew(found: 0, needed: 1)) { try WitnessQuorum([key]).verify(Self.note) }
        let forged = Self.note + Self.line.replacing("AABpVbkA", with: "AABpVbkB")
        #expect(throws: QuorumError.forged(witness: key.name)) { try WitnessQuorum([key], needed: 0).verify(forged) }
    }

    @Test(arguments: [
        "", "a", "a+b", "w+04d2d833+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
        "witness.example/w1+04d2d834+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM",
        "witness example+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM",
        "witness.example/w1+04d2d833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM\n",
        "witness.example/w1+04D2D833+BD1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM",
    ])
    func `takes no other text for a witness's key`(text: String) {
        #expect(throws: NoteError.badKey) { try WitnessKey(parsing: text) }
    }
}
