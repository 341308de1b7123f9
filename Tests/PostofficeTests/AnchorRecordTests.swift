import Ledger
import Testing
import Witness

@testable import Postoffice

/// What becomes of cosignatures that come one by one, and of settings that change.
@Suite("What is known of witnesses")
struct AnchorRecordTests {
    private let ledger: LedgerSigner
    private let witnesses: [WitnessSigner]
    private let moment = Timestamp(microseconds: 1_767_225_600_000_000)

    init() throws {
        ledger = try LedgerSigner(seed: Array(repeating: 7, count: 32), name: "ledger.example/mail")
        witnesses = try (1...3).map { try WitnessSigner(seed: Array(repeating: $0, count: 32), name: "w\($0)") }
    }

    private func note(_ size: Int64) throws -> String {
        let root = MerkleTree.leafHash(Array("\(size)".utf8))
        return try ledger.sign(Checkpoint(origin: ledger.name, size: size, root: root).text)
    }

    private func asked(_ numbers: [Int], quorum: Int?) -> AskedWitnesses {
        var settings = AnchoringSettings()
        settings.witnesses = numbers.map { number in
            AnchoringSettings.Witness(key: "\(witnesses[number].witness)", url: "https://w\(number).example.com")
        }
        settings.quorum = quorum
        return AskedWitnesses(settings)
    }

    private func answers(
        _ numbers: [Int],
        _ note: String
    ) throws -> [(
        WitnessKey, Result<SignedNote.Signature, WitnessRound.Refusal>
    )] {
        let text = try SignedNote(parsing: note).text
        return try numbers.map { number in
            (witnesses[number].witness, .success(try witnesses[number].cosign(text, at: 1_767_225_600)))
        }
    }

    @Test
    func `a witness that comes late completes the quorum of a ledger that did not grow`() throws {
        var record = AnchorRecord()
        let both = asked([0, 1], quorum: 2)
        let (older, newer) = (try note(26), try note(47))
        record.take(try answers([0, 1], older), of: older, size: 26, both, at: moment)
        let first = try answers([0], newer) + [(witnesses[1].witness, .failure(WitnessRound.Refusal(words: "away")))]
        record.take(first, of: newer, size: 47, both, at: moment)
        #expect(try Checkpoint(verifying: try #require(record.sufficient(both)), with: ledger.verifierKey).size == 26)
        #expect(record.cosignatures(of: newer, both).signers == [witnesses[0].witness])
        record.take(try answers([1], newer), of: newer, size: 47, both, at: moment)
        let complete = try #require(record.sufficient(both))
        #expect(try Checkpoint(verifying: complete, with: ledger.verifierKey).size == 47)
        #expect(try WitnessQuorum(both.keys, needed: 2).verify(complete).count == 2)
    }

    @Test
    func `what was enough once is not given out when more must sign, until they did`() throws {
        var record = AnchorRecord()
        let newest = try note(26)
        record.take(try answers([0], newest), of: newest, size: 26, asked([0], quorum: nil), at: moment)
        #expect(record.sufficient(asked([0], quorum: nil)) != nil)
        let both = asked([0, 1], quorum: 2)
        #expect(record.sufficient(both) == nil)
        record.take(try answers([1], newest), of: newest, size: 26, both, at: moment)
        #expect(try WitnessQuorum(both.keys).verify(try #require(record.sufficient(both))).count == 2)
    }

    @Test
    func `who is no witness any more counts no more, and is not shown`() throws {
        var record = AnchorRecord()
        let newest = try note(26)
        record.take(try answers([0, 1], newest), of: newest, size: 26, asked([0, 1], quorum: 1), at: moment)
        let shown = try #require(record.sufficient(asked([1, 2], quorum: 1)))
        #expect(!shown.contains("\u{2014} w1 ") && shown.contains("\u{2014} w2 "))
        #expect(record.sufficient(asked([2], quorum: 1)) == nil)
        #expect(record.sufficient(asked([], quorum: nil)) == nil)
        #expect(record.cosignatures(of: newest, asked([2], quorum: 1)).note == newest)
    }

    @Test
    func `a mailed anchor says who signed, and when these are too few`() throws {
        let newest = try note(26)
        let some = AnchorText.text(
            newest,
            key: ledger.verifierKey,
            witnesses: [witnesses[0].witness],
            quorum: 2
        )
        #expect(some.contains("\(witnesses[0].witness)") && some.contains("fewer than the 2"))
        #expect(!some.contains("Nobody else"))
        let enough = AnchorText.text(newest, key: ledger.verifierKey, witnesses: [witnesses[0].witness], quorum: 1)
        #expect(!enough.contains("fewer than"))
    }

    @Test(arguments: [("", 26), ("26\n", 26), ("root mismatch\n", 26)] as [(String, Int64)])
    func `an older witness's 409 for another root of the same size is told as what it is`(
        body: String,
        old: Int64
    ) throws {
        let head = Checkpoint(origin: ledger.name, size: 26, root: MerkleTree.emptyRoot)
        let refusal = #expect(throws: WitnessRound.Refusal.self) {
            try WitnessRound.size(in: Array(body.utf8), asked: old, of: head)
        }
        #expect(refusal?.words.contains("another history") == true)
        #expect(try WitnessRound.size(in: Array("9\n".utf8), asked: 26, of: head) == 9)
        let vague = #expect(throws: WitnessRound.Refusal.self) {
            try WitnessRound.size(in: Array(body.utf8.prefix(0)), asked: 9, of: head)
        }
        #expect(vague?.words.contains("does not say") == true)
    }
}
