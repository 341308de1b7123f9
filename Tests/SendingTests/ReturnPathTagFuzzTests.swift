import Ledger
import Testing

@testable import Sending

@Suite("Tags in return paths")
struct ReturnPathTagFuzzTests {
    private let key = IndexKey.random()

    @Test
    func `any copy comes back from its tag, in either case`() throws {
        for recipient in [1, 2, 77, 255] {
            let message = OpaqueID.random()
            let tag = try #require(ReturnPathTag(message: message, recipient: recipient, key: key))
            for text in [tag.description, tag.description.uppercased()] {
                let read = try #require(ReturnPathTag(parsing: text, key: key))
                #expect(read.message == message && read.recipient == recipient)
            }
        }
    }

    @Test
    func `any changed character of a tag, and any random one, is refused`() throws {
        let tag = try #require(ReturnPathTag(message: .random(), recipient: 1, key: key)).description
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789-_=é")
        for index in tag.indices {
            for character in alphabet where character != tag[index] {
                let changed = tag.replacingCharacters(in: index, with: character)
                #expect(ReturnPathTag(parsing: changed, key: key) == nil, "\(changed)")
            }
        }
        for _ in 0..<2000 {
            let text = String((0..<ReturnPathTag.length).map { _ in alphabet.randomElement() ?? "a" })
            #expect(ReturnPathTag(parsing: text, key: key) == nil)
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in index: Index, with character: Character) -> String {
        String(self[..<index]) + String(character) + String(self[self.index(after: index)...])
    }
}
