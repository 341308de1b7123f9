import Ledger
import LedgerConformance
import SeededNumbers
import Testing

@Suite("Entries")
struct EntryCodingTests {
    private static let full = EventHeader(
        ledger: OpaqueID(high: 1, low: 2),
        epoch: 0,
        position: 12,
        id: OpaqueID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001),
        type: EventType(rawValue: "message.sent"),
        schema: 1,
        document: OpaqueID(high: 3, low: 4),
        message: OpaqueID(high: 5, low: 6),
        recipient: 2,
        attempt: 1,
        occurredAt: Timestamp(microseconds: 1_795_295_460_000_001),
        recordedAt: Timestamp(microseconds: 1_795_295_460_250_000),
        bodyHash: Hash(of: Array("hello".utf8)),
        actor: OpaqueID(high: 7, low: 8)
    )

    private static let text = """
        {"v":1,"ledger":"00000000-0000-0001-0000-000000000002","epoch":0,"position":12,\
        "id":"01930000-0000-7000-8000-000000000001","type":"message.sent","schema":1,\
        "document":"00000000-0000-0003-0000-000000000004","message":"00000000-0000-0005-0000-000000000006",\
        "recipient":2,"attempt":1,"occurred":"2026-11-21T21:11:00.000001Z","recorded":"2026-11-21T21:11:00.250000Z",\
        "body":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",\
        "actor":"00000000-0000-0007-0000-000000000008"}
        """

    @Test
    func `are written once and for ever like this`() throws {
        #expect(String(decoding: Self.full.entry(), as: UTF8.self) == Self.text)
        #expect(try EventHeader(entry: Array(Self.text.utf8)) == Self.full)
    }

    @Test
    func `leave out what is absent`() throws {
        var header = Self.full
        header.document = nil
        header.message = nil
        header.recipient = nil
        header.attempt = nil
        header.actor = nil
        let text = String(decoding: header.entry(), as: UTF8.self)
        for key in ["document", "message", "recipient", "attempt", "actor"] { #expect(!text.contains("\"\(key)\"")) }
        #expect(try EventHeader(entry: header.entry()) == header)
    }

    @Test(
        arguments: [
            (#""v":1"#, #""v":2"#), (#""epoch":0"#, #""epoch":00"#), (#""epoch":0"#, #""epoch":+0"#),
            (#","position":12"#, #", "position":12"#), ("12,", "12.0,"), ("message.sent", "Message.sent"),
            ("message.sent", #"message\u002esent"#), ("message.sent", ""), ("250000Z", "25Z"),
            ("250000Z", "250000+00:00"),
            ("2cf24dba", "2CF24DBA"), ("0007-0000", "000g-0000"), ("}", "} "), ("}", ""), ("}", #","more":1}"#),
            (#""schema":1"#, #""schema":99999999999999999999"#),
            (#""recipient":2,"attempt":1"#, #""attempt":1,"recipient":2"#),
            ("2026-11-21T21:11:00.000001Z", "2026-11-31T21:11:00.000001Z"),
        ]
    )
    func `that differ in any way from how they are written are malformed`(old: String, new: String) {
        let text = Self.text.replacing(old, with: new)
        #expect(text != Self.text)
        #expect(throws: EntryError.malformed) { try EventHeader(entry: Array(text.utf8)) }
    }

    @Test
    func `with any one bit turned round are malformed or say something else`() {
        let entry = Self.full.entry()
        for bit in 0..<entry.count * 8 {
            var changed = entry
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect((try? EventHeader(entry: changed)) != Self.full)
        }
    }

    @Test(arguments: 0..<20)
    func `come back as they were`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func id() -> OpaqueID? {
            Bool.random(using: &random) ? OpaqueID(high: random.next(), low: random.next()) : nil
        }
        func number() -> Int? { Bool.random(using: &random) ? Int.random(in: 0...1000, using: &random) : nil }
        for _ in 0..<50 {
            var header = Self.full
            header.position = Int64.random(in: 0 ... .max, using: &random)
            header.epoch = Int.random(in: 0...100, using: &random)
            header.document = id()
            header.message = id()
            header.actor = id()
            header.recipient = number()
            header.attempt = number()
            let second = Int64.random(in: -62_135_596_800...253_402_300_799, using: &random)
            header.occurredAt = Timestamp(
                microseconds: second * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &random)
            )
            #expect(try EventHeader(entry: header.entry()) == header)
        }
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
    func `have hashes in base64 that comes back as it was`(text: String) {
        #expect(Base64.decode(Base64.encode(Array(text.utf8))) == Array(text.utf8))
    }

    @Test(arguments: ["Zg", "Zg=", "Zh==", "Zm9=", "Z===", "Zg==Zg==", "Zm 9", "Zm9v\n", "====", "Zm9-"])
    func `are never read from base64 that was not written so`(text: String) {
        #expect(Base64.decode(text) == nil)
    }
}
