import Foundation
import Testing

@testable import DKIM

@Suite struct KeyTests {
    @Test(arguments: DKIMKey.Algorithm.allCases)
    func `a key that was kept signs as before, and its record publishes it`(algorithm: DKIMKey.Algorithm) throws {
        let key = try DKIMKey.generate(algorithm, selector: "pb1")
        let kept = try JSONDecoder().decode(DKIMKey.self, from: try JSONEncoder().encode(key))
        #expect(kept.publicKey == key.publicKey)
        #expect(kept.selector == "pb1")
        let mail = Array("From: a@example.com\r\n\r\nhello\r\n".utf8)
        let first = try DKIMSigner(domain: "example.com", keys: [key]).signatureFields(for: mail, at: 1)
        let second = try DKIMSigner(domain: "example.com", keys: [kept]).signatureFields(for: mail, at: 1)
        if algorithm == .rsa { #expect(first == second) } else { #expect(first.count == second.count) }
        let text = KeyRecord.text(for: key)
        #expect(text.strings.allSatisfy { $0.utf8.count <= 255 })
        #expect(text.strings.count == (algorithm == .rsa ? 2 : 1))
        #expect(text.strings.joined() == text.text)
        #expect(try KeyRecord(parsing: text.text).publishes(key.publicKey, algorithm: algorithm))
        #expect(!"\(key)".contains(key.publicKey.description))
    }

    @Test(
        arguments: [
            ("p=AAAA", nil), ("v=DKIM1; p=", nil), (" v = DKIM1 ;\tk=ed25519; p=AA AA ;", nil),
            ("v=DKIM1; k=rsa; n=note=with=equals; p=AAAA", nil), ("k=rsa; v=DKIM1; p=AAAA", .badVersion),
            ("v=DKIM2; p=AAAA", .badVersion), ("v=DKIM1; k=rsa", .noKey), ("v=DKIM1; p=A", .badBase64),
            ("v=DKIM1; p=AAAA; p=BBBB", .repeatedTag("p")), ("v=DKIM1; h=sha1; p=AAAA", .hashRefused),
            ("v=DKIM1; h=sha1:sha256; s=email; p=AAAA", nil), ("v=DKIM1; s=other; p=AAAA", .serviceRefused),
            ("hello", .notTags), ("", .noKey), ("v=spf1 -all", .badVersion),
        ] as [(String, KeyRecordError?)]
    ) func `a key record is read as receivers read it`(text: String, problem: KeyRecordError?) {
        do {
            _ = try KeyRecord(parsing: text)
            #expect(problem == nil)
        } catch {
            #expect(error == problem)
        }
    }

    @Test(arguments: ["", "-a", "a-", "A", "a.b", "a_b", String(repeating: "a", count: 64), "é"])
    func `a selector that DNS would not take is refused`(selector: String) {
        #expect(throws: DKIMError.badSelector) { try DKIMKey.generate(.ed25519, selector: selector) }
    }

    @Test(arguments: ["", "exämple.com", "example.com; s=x", "a b"])
    func `a domain that cannot stand in a signature is refused`(domain: String) throws {
        let key = try DKIMKey.generate(.ed25519, selector: "a")
        #expect(throws: DKIMError.badDomain) { try DKIMSigner(domain: domain, keys: [key]) }
    }

    @Test func `a text is cut into strings of 255 bytes and quoted for a zone file`() {
        let text = TXTText(String(repeating: "a", count: 300) + "\"\\")
        #expect(text.strings.map(\.utf8.count) == [255, 47])
        #expect(text.zoneText.hasSuffix("a\\\"\\\\\""))
    }
}
