import NIOCore
import Postoffice
import Testing

@testable import HTTPService

@Suite("Fields that nobody reads")
struct UnreadFieldTests {
    private struct Person: Decodable, Equatable {
        var name: String
        var tags: [Tag]?
        var extra: [String: Int]?
    }

    private struct Tag: Decodable, Equatable {
        var text: String
    }

    private func decode(_ json: String) throws -> Person {
        try JSONBody.decode(Person.self, from: ByteBuffer(string: json))
    }

    @Test func `are no part of what is known`() throws {
        let person = try decode(#"{"name": "a", "tags": [{"text": "b"}], "extra": {"anything": 1}}"#)
        #expect(person == Person(name: "a", tags: [Tag(text: "b")], extra: ["anything": 1]))
        #expect(try decode(#"{"name": "a", "tags": null}"#) == Person(name: "a"))
    }

    @Test(
        arguments: [
            (#"{"name": "a", "nmae": 1}"#, "nmae", "name"),
            (#"{"name": "a", "tags": [{"text": "b"}, {"text": "c", "txt": null}]}"#, "tags[1].txt", "text"),
        ]
    )
    func `are refused by name, with those that there are`(json: String, path: String, known: String) throws {
        let problem = try #require(throws: Problem.self) { try decode(json) }
        #expect(problem.fields.map(\.field) == [path])
        #expect(problem.fields.first?.problem.contains(known) == true)
    }

    @Test(
        arguments: [
            ("{", "The body is not JSON."), (#"{"name": 1}"#, "Nothing was stored."),
            (#"{"name": "a", "extra": {"b": 1.5}}"#, "no whole number"),
        ]
    )
    func `leave the other problems as they were`(json: String, words: String) throws {
        let problem = try #require(throws: Problem.self) { try decode(json) }
        #expect("\(problem.detail) \(problem.fields.map(\.problem))".contains(words))
    }
}
