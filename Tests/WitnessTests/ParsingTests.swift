import Ledger
import SeededNumbers
import Testing
import Witness

/// Texts that strangers send: whatever they hold, parsing ends with a value or a refusal.
@Suite("Parsing what strangers send")
struct ParsingTests {
    private static func samples() throws -> [[UInt8]] {
        let ledger = try GrownLedger(leaves: 13)
        let receipt = Receipt(
            position: 3,
            proof: Array(ledger.leaves.prefix(4)),
            checkpoint: try ledger.note(13),
            entry: Array("{\"v\":1}".utf8)
        )
        let signer = try WitnessSigner(seed: Array(repeating: 3, count: 32), name: "w")
        let note = try SignedNote(parsing: try ledger.note(13))
        let cosigned = SignedNote(
            text: note.text,
            signatures: note.signatures + [try signer.cosign(note.text, at: 1_767_225_600)]
        )
        return [
            try ledger.request(from: 5, to: 13).body, receipt.text, try ledger.note(13), cosigned.description,
            "\(ledger.key)", "\(signer.witness)",
        ].map { Array($0.utf8) }
    }

    /// Reads a text as everything it could be, and checks that what was read is written back the same.
    private func read(_ bytes: [UInt8]) {
        if let request = AddCheckpoint(parsing: bytes) { #expect(Array(request.body.utf8) == bytes) }
        let text = String(decoding: bytes, as: UTF8.self)
        if let note = try? SignedNote(parsing: text) { #expect(note.description == text) }
        if let receipt = try? Receipt(parsing: text) { #expect(receipt.text == text) }
        if let key = try? NoteKey(parsing: text) { #expect("\(key)" == text) }
        if let key = try? WitnessKey(parsing: text) { #expect("\(key)" == text) }
        if let line = try? SignedNote.signature(parsing: text) { #expect(line.line == text) }
        _ = try? Checkpoint(parsing: text)
    }

    @Test
    func `reads its own texts back`() throws {
        let samples = try Self.samples()
        let texts = samples.map { String(decoding: $0, as: UTF8.self) }
        #expect(AddCheckpoint(parsing: samples[0])?.oldSize == 5)
        #expect(try Receipt(parsing: texts[1]).proof.count == 4)
        #expect(try Checkpoint(parsing: SignedNote(parsing: texts[2]).text).size == 13)
        #expect(try SignedNote(parsing: texts[3]).signatures.count == 2)
        for sample in samples { read(sample) }
    }

    @Test(arguments: 0..<50)
    func `does not mind random bytes`(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            read(dice.bytes(Int.random(in: 0...300, using: &dice)))
        }
    }

    @Test(arguments: 0..<50)
    func `does not mind texts that were cut, doubled and changed`(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed &+ 1000)
        let samples = try Self.samples()
        for _ in 0..<60 {
            var bytes = samples[Int.random(in: 0..<samples.count, using: &dice)]
            for _ in 0..<Int.random(in: 1...4, using: &dice) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &dice)
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
                case 3: bytes.removeLast(bytes.count - place)
                default: bytes.insert(UInt8(ascii: "\n"), at: place)
                }
            }
            read(bytes)
        }
    }

    @Test(arguments: [
        "old 5\n", "old -1\n\n", "old 05\n\nx", "old 5\nAAAA\n\nx", "old 9223372036854775808\n\nx", "Old 5\n\nx", "\n",
        "old 5\r\n\r\nx",
    ])
    func `takes no other text for a request`(text: String) {
        #expect(AddCheckpoint(parsing: Array(text.utf8)) == nil)
    }

    @Test
    func `refuses a request with too long a proof, or too large`() throws {
        let hash = Base64.encode(Hash(of: []).bytes)
        let many = "old 5\n" + String(repeating: hash + "\n", count: 64) + "\nx"
        #expect(AddCheckpoint(parsing: Array(many.utf8)) == nil)
        let large = "old 5\n\n" + String(repeating: "x", count: AddCheckpoint.sizeLimit)
        #expect(AddCheckpoint(parsing: Array(large.utf8)) == nil)
    }
}
