import Ledger
import Testing

struct IndexKeyTests {
    @Test func `names are as another program computes them`() throws {
        let key = try #require(IndexKey(bytes: UInt8(0)..<32))
        let digest = bytes("67a5c42c131eb8b8d9e8f341ea8771ed92addd6722c4392678202a8c245df73a")
        #expect(key.digest("person", Array("factuur@example.nl".utf8)) == digest)
        #expect(key.id("person", "factuur@example.nl").bytes == Array(digest.prefix(16)))
        let name = ContentName(
            of: Array("abc".utf8),
            subject: .document(OpaqueID(high: 0, low: 1)),
            key: key
        )
        #expect(name.text == "f538982b6edc1efe306d03909b081bbd10e9eb7b66ea087d2c4a4354d46d0ca9")
    }

    @Test func `label, text and key all matter, and where the label ends`() {
        let key = IndexKey.random()
        let ids = [
            key.id("person", "a"), key.id("person", "b"), key.id("document", "a"), key.id("persona", ""),
            key.id("", "persona"), IndexKey.random().id("person", "a"),
        ]
        #expect(Set(ids).count == ids.count)
        #expect(key.id("person", "a") == ids[0])
    }

    @Test func `a key comes back from its bytes`() throws {
        let key = IndexKey.random()
        let again = try #require(IndexKey(bytes: key.bytes))
        #expect(again.id("person", "a") == key.id("person", "a"))
        #expect(IndexKey(bytes: key.bytes.dropLast()) == nil)
    }

    @Test func `no two lists of parts join to the same bytes`() {
        let lists: [[String]] = [[], [""], ["", ""], ["ab"], ["a", "b"], ["b", "a"], ["", "ab"], ["ab", ""]]
        let joined = lists.map { list in LengthPrefixed.join(list.map { Array($0.utf8) }) }
        #expect(Set(joined).count == lists.count)
    }
}
