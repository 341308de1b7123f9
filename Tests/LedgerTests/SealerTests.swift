import Crypto
import Foundation
import Ledger
import Testing

/// The cipher's own known answers, and what the sealer adds to it.
struct SealerTests {
    private let context = SealingContext(ledger: OpaqueID(high: 0, low: 1), event: OpaqueID(high: 0, low: 2))
    private let key = SubjectKey(
        subject: .person(OpaqueID(high: 0, low: 3)),
        id: OpaqueID(high: 0, low: 4),
        key: SymmetricKey(data: Array(0..<32))
    )

    @Test func `the cipher gives the answer of RFC 8439`() throws {
        let text =
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
            + "sunscreen would be it."
        let box = try ChaChaPoly.seal(
            Array(text.utf8),
            using: SymmetricKey(data: Array(UInt8(0x80)...0x9f)),
            nonce: ChaChaPoly.Nonce(data: bytes("070000004041424344454647")),
            authenticating: bytes("50515253c0c1c2c3c4c5c6c7")
        )
        #expect(Array(box.tag) == bytes("1ae10b594f09e26a7e902ecbd0600691"))
    }

    @Test func `a part that another program sealed opens`() throws {
        let part = SealedPart(
            subject: "p-00000000-0000-0000-0000-000000000003",
            key: "00000000-0000-0000-0000-000000000004",
            box: "ZGVmZ2hpamtsbW5vTzParvzXEyGI/C9dlOi75wWz4HT6KIrAtlOTnJRe7o69/ATcr3j6510Junb4iFVK"
        )
        let opened = try Sealer.open(part, with: key, context: context)
        #expect(String(decoding: opened, as: UTF8.self) == #"{"address":"factuur@example.nl"}"#)
    }

    @Test func `a part with a secret of its own that another program sealed opens, by the key and by the secret`()
        throws
    {
        let part = SealedPart(
            subject: "p-00000000-0000-0000-0000-000000000003",
            key: "00000000-0000-0000-0000-000000000004",
            box: "ZGVmZ2hpamtsbW5vbiArChL5A1QIMh3dj3Tr/vSluQ1WuNdoA3ss2Rmodicjalz4GdBvjwtQoeY7tu5I",
            commitment: "hCD0fqIylQuxR6Iz3bEvnkL1rGvCBSM/PCTwjbUU8p0="
        )
        let text = Array(#"{"address":"factuur@example.nl"}"#.utf8)
        #expect(try Sealer.open(part, with: key, context: context) == text)
        let secret = try #require(Sealer.secret(of: part, with: KeyRing([key]), context: context))
        #expect(secret.bytes == bytes("42b69f18f59b94a662ebe6104da36998c1709b072ba480192b18fc3b987b1627"))
        #expect(try Sealer.open(part, with: secret, context: context) == text)
    }

    @Test func `a part's secret opens no other part of the same subject`() throws {
        let elsewhere = SealingContext(ledger: context.ledger, event: OpaqueID(high: 0, low: 9))
        let part = try Sealer.seal([1, 2, 3], with: key, context: context)
        let other = try Sealer.seal([4, 5, 6], with: key, context: elsewhere)
        let secret = try #require(Sealer.secret(of: part, with: KeyRing([key]), context: context))
        #expect(try Sealer.open(part, with: secret, context: context) == [1, 2, 3])
        #expect(throws: SealingError.notAuthentic) { try Sealer.open(other, with: secret, context: elsewhere) }
        // Not even where the box would open: the commitment beside it is another secret's.
        let forged = SealedPart(subject: part.subject, key: part.key, box: part.box, commitment: other.commitment)
        #expect(throws: SealingError.notAuthentic) { try Sealer.open(forged, with: secret, context: context) }
        #expect(throws: SealingError.notAuthentic) { try Sealer.open(forged, with: key, context: context) }
    }

    @Test(arguments: [0, 1, 15, 16, 17, 1000, 100_000])
    func `what was sealed opens`(count: Int) throws {
        let plain = (0..<count).map { UInt8($0 % 256) }
        let part = try Sealer.seal(plain, with: key, context: context)
        #expect(try Sealer.open(part, with: key, context: context) == plain)
        #expect(part.subject == key.subject.text)
        #expect(part.key == key.id.description)
    }

    @Test func `the same bytes never give the same box`() throws {
        let parts = try (0..<50).map { _ in try Sealer.seal([1, 2, 3], with: key, context: context) }
        #expect(Set(parts).count == parts.count)
    }

    @Test func `every changed bit is noticed`() throws {
        let part = try Sealer.seal([1, 2, 3], with: key, context: context)
        let box = try #require(Data(base64Encoded: part.box))
        for bit in 0..<box.count * 8 {
            var changed = box
            changed[bit / 8] ^= 1 << (bit % 8)
            let other = SealedPart(
                subject: part.subject,
                key: part.key,
                box: changed.base64EncodedString(),
                commitment: part.commitment
            )
            #expect(throws: SealingError.notAuthentic) { try Sealer.open(other, with: key, context: context) }
        }
    }

    @Test func `a part opens nowhere else`() throws {
        let part = try Sealer.seal([1, 2, 3], with: key, context: context)
        let elsewhere = [
            SealingContext(ledger: context.ledger, event: OpaqueID(high: 0, low: 9)),
            SealingContext(ledger: OpaqueID(high: 0, low: 9), event: context.event),
            SealingContext(ledger: context.event, event: context.ledger),
        ]
        for place in elsewhere {
            #expect(throws: SealingError.notAuthentic) { try Sealer.open(part, with: key, context: place) }
        }
    }

    @Test func `a part names the key that opens it`() throws {
        let part = try Sealer.seal([1, 2, 3], with: key, context: context)
        let others = [
            SubjectKey(subject: .document(OpaqueID(high: 0, low: 3)), id: key.id, key: key.key),
            SubjectKey(subject: key.subject, id: OpaqueID(high: 0, low: 9), key: key.key),
        ]
        for other in others {
            #expect(throws: SealingError.otherKey) { try Sealer.open(part, with: other, context: context) }
            let renamed = SealedPart(
                subject: other.subject.text,
                key: other.id.description,
                box: part.box,
                commitment: part.commitment
            )
            #expect(throws: SealingError.notAuthentic) { try Sealer.open(renamed, with: other, context: context) }
        }
        let impostor = SubjectKey(subject: key.subject, id: key.id, key: SymmetricKey(size: .bits256))
        #expect(throws: SealingError.notAuthentic) { try Sealer.open(part, with: impostor, context: context) }
    }

    @Test(arguments: ["", "AAAA", "no base64!", "AAECAwQFBgcICQoLDA0ODw=="])
    func `a box that is none is refused`(box: String) {
        let part = SealedPart(subject: key.subject.text, key: key.id.description, box: box)
        #expect(throws: SealingError.malformed) { try Sealer.open(part, with: key, context: context) }
    }

    @Test func `a short key seals nothing`() {
        let short = SubjectKey(subject: key.subject, id: key.id, key: SymmetricKey(size: .bits128))
        #expect(throws: SealingError.wrongKeySize) { try Sealer.seal([1], with: short, context: context) }
    }
}
