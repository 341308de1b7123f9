import Ledger
import Mail
import Sending
import Testing

@Suite("Return path tags")
struct ReturnPathTests {
    private let key = IndexKey.random()

    @Test func `a tag names its copy, in capitals too`() throws {
        for recipient in [1, 2, 77, 255] {
            let message = OpaqueID.random()
            let tag = try #require(ReturnPathTag(message: message, recipient: recipient, key: key))
            #expect(tag.description.count == ReturnPathTag.length)
            let read = try #require(ReturnPathTag(parsing: tag.description.uppercased(), key: key))
            #expect(read == tag)
        }
    }

    @Test(arguments: [0, -1, 256])
    func `a recipient number that does not fit has no tag`(recipient: Int) {
        #expect(ReturnPathTag(message: .random(), recipient: recipient, key: key) == nil)
    }

    @Test func `a tag with any character changed does not verify`() throws {
        let tag = try #require(ReturnPathTag(message: .random(), recipient: 1, key: key))
        for index in tag.description.indices {
            var forged = tag.description
            forged.replaceSubrange(index...index, with: forged[index] == "a" ? "b" : "a")
            #expect(ReturnPathTag(parsing: forged, key: key) == nil)
        }
        #expect(ReturnPathTag(parsing: tag.description, key: .random()) == nil)
        #expect(ReturnPathTag(parsing: "", key: key) == nil)
        #expect(ReturnPathTag(parsing: String(tag.description.dropLast()), key: key) == nil)
    }

    @Test func `a plus address carries a tag there and back`() throws {
        let office = try EmailAddress(parsing: "office+b-side@example.nl")
        let tag = try #require(ReturnPathTag(message: .random(), recipient: 3, key: key))
        let address = try #require(ReturnPathTag.plusAddress(office, tag: tag.description))
        #expect(address.description == "office+b-side+b-\(tag)@example.nl")
        #expect(ReturnPathTag(returnPath: address, key: key) == tag)
        #expect(ReturnPathTag(returnPath: office, key: key) == nil)
    }

    @Test func `the longest local part leaves exactly room for a tag`() throws {
        let tag = try #require(ReturnPathTag(message: .random(), recipient: 3, key: key))
        let fits = String(repeating: "a", count: ReturnPathTag.longestLocalPart)
        let good = try EmailAddress(parsing: "\(fits)@example.nl")
        let bad = try EmailAddress(parsing: "\(fits)a@example.nl")
        #expect(ReturnPathTag.plusAddress(good, tag: tag.description) != nil)
        #expect(ReturnPathTag.plusAddress(bad, tag: tag.description) == nil)
    }
}
