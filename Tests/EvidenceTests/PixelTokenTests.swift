import Crypto
import Foundation
import SeededNumbers
import Testing

@testable import Evidence

@Suite("Pixel tokens")
struct PixelTokenTests {
    private let old = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
    private let new = SymmetricKey(data: [UInt8](repeating: 9, count: 32))

    /// Made with another implementation of HKDF, HMAC and ChaCha20-Poly1305; pixels in mails that are out depend on it.
    @Test
    func `the format never changes`() throws {
        let message = try #require(UUID(uuidString: "0192f0c1-a5b4-7cde-8f00-112233445566"))
        let tag = try #require(OrganizationTag(bytes: Array(0..<16)))
        let subject = PixelSubject(organization: tag, message: message, recipient: 513)
        let token = "A9_tri1XoozFKRzXQmE420ch-FO3c-9Ct7XJXFa3l_zSLNwFQhkipFG9vQLPsakXOjeYMXEUXN6C-o-pMswK"
        let keys = try PixelTokenKeys(keys: [3: old], current: 3)
        #expect(keys.issue(subject) == token)
        #expect(keys.open(token) == subject)
    }

    @Test(arguments: UInt64(1)...50)
    func `any copy comes back from its token, which is always the same`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let keys = try PixelTokenKeys(keys: [1: SymmetricKey(data: generator.bytes(32))], current: 1)
        let subject = try generator.subject()
        let token = keys.issue(subject)
        #expect(keys.open(token) == subject)
        #expect(keys.issue(subject) == token)
        #expect(token.count == PixelTokenKeys.tokenLength)
        #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
        #expect(try keys.issue(generator.subject()) != token)
    }

    @Test
    func `any flipped bit of a token is refused`() throws {
        let keys = try PixelTokenKeys(keys: [0: old, 1: old, 2: new, 3: new], current: 1)
        let token = try Array(keys.issue(.sample()).utf8)
        for index in token.indices {
            for bit in 0..<8 {
                var changed = token
                changed[index] ^= 1 << bit
                #expect(keys.open(String(decoding: changed, as: UTF8.self)) == nil, "bit \(bit) of character \(index)")
            }
        }
    }

    @Test
    func `any other length of a token is refused`() throws {
        let keys = try PixelTokenKeys(keys: [1: old], current: 1)
        let token = try keys.issue(.sample())
        for length in 0..<token.count { #expect(keys.open(token.prefix(length)) == nil) }
        for tail in ["A", "=", "\n", "AAAA", String(repeating: "A", count: 1_000_000)] {
            #expect(keys.open(token + tail) == nil)
        }
        #expect(keys.open(" " + token) == nil)
    }

    @Test(arguments: UInt64(1)...200)
    func `garbage is refused`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let keys = try PixelTokenKeys(keys: [1: old, 2: new], current: 2)
        let length = Int.random(in: 0...200, using: &generator)
        #expect(keys.open(String(decoding: generator.bytes(length), as: UTF8.self)) == nil)
        let wellFormed = Base64URL.encode([UInt8.random(in: 0...3, using: &generator)] + generator.bytes(62))
        #expect(wellFormed.count == PixelTokenKeys.tokenLength)
        #expect(keys.open(wellFormed) == nil)
    }

    @Test
    func `after a rotation old tokens open, and new ones come from the new key`() throws {
        let subject = try PixelSubject.sample()
        let before = try PixelTokenKeys(keys: [1: old], current: 1)
        let after = try PixelTokenKeys(keys: [1: old, 2: new], current: 2)
        #expect(after.open(before.issue(subject)) == subject)
        #expect(before.open(after.issue(subject)) == nil)
        #expect(after.issue(subject) != before.issue(subject))
        #expect(try PixelTokenKeys(keys: [2: new], current: 2).open(before.issue(subject)) == nil)
    }

    @Test
    func `a token of another purpose is refused, under the same secret too`() throws {
        let pixel = try PixelTokenKeys(keys: [1: old], current: 1)
        let other = try LinkTokenKeys(purpose: "postboek other v1", keys: [1: old], current: 1)
        let subject = try PixelSubject.sample()
        #expect(pixel.open(other.issue(subject.payload)) == nil)
        #expect(other.open(pixel.issue(subject), payloadSize: PixelSubject.payloadSize) == nil)
    }

    @Test
    func `a token shows neither organization nor message`() throws {
        let subject = try PixelSubject.sample()
        let token = try PixelTokenKeys(keys: [1: old], current: 1).issue(subject)
        let bytes = try #require(Base64URL.decode(token.utf8, size: 63))
        for part in [subject.organization.bytes, Array(subject.payload[16..<32])] {
            for start in 0...(part.count - 4) {
                #expect(bytes.firstRange(of: part[start..<(start + 4)]) == nil)
            }
        }
    }

    @Test
    func `keys that cannot work are refused with what to do`() {
        let short = SymmetricKey(size: .bits128)
        #expect(throws: LinkTokenKeyError.notThirtyTwoBytes(version: 4)) {
            try PixelTokenKeys(keys: [1: old, 4: short], current: 1)
        }
        #expect(throws: LinkTokenKeyError.currentMissing(version: 2)) { try PixelTokenKeys(keys: [1: old], current: 2) }
        #expect(LinkTokenKeyError.currentMissing(version: 2).description.contains("token key 2"))
    }

    @Test
    func `an organization's tag has sixteen bytes`() {
        #expect(OrganizationTag(bytes: Array(0..<16))?.bytes == Array(0..<16))
        #expect(OrganizationTag(bytes: Array(0..<15)) == nil)
        #expect(OrganizationTag(bytes: Array(0..<17)) == nil)
    }
}
