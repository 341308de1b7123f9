import Foundation
import Mail
import Testing

@Suite("Values that are checked once")
struct ParsingTests {
    @Test(arguments: [
        ("person@example.com", "person", "example.com"), ("First.Last+x@Example.COM", "First.Last+x", "example.com"),
        ("a@b", "a", "b"), ("o'brien@mail.example.nl", "o'brien", "mail.example.nl"),
        ("jörg@müller.example", "jörg", "müller.example"), ("x@xn--mller-kva.example", "x", "xn--mller-kva.example"),
        ("#!$%&'*+-/=?^_`{|}~@example.com", "#!$%&'*+-/=?^_`{|}~", "example.com"),
    ])
    func `an address is taken apart`(text: String, local: String, domain: String) throws {
        let address = try EmailAddress(parsing: text)
        #expect(address.localPart == local)
        #expect(address.domain == domain)
        #expect(try EmailAddress(parsing: address.description) == address)
        #expect(address.normalized == text.lowercased())
        #expect(address.needsSMTPUTF8 == text.contains("ö"))
    }

    @Test(
        arguments: [
            ("", .empty), ("one", .missingAtSign), ("@example.com", .badLocalPart), ("one@", .badDomain),
            ("an na@example.com", .forbiddenCharacter), ("person@example.com\r\nRCPT TO:<x@y>", .forbiddenCharacter),
            ("one@exam\0ple.com", .forbiddenCharacter), ("one\u{2028}@example.com", .forbiddenCharacter),
            ("one\u{7F}@example.com", .forbiddenCharacter), ("<person@example.com>", .forbiddenCharacter),
            ("\"one\"@example.com", .forbiddenCharacter), ("a@b@example.com", .forbiddenCharacter),
            (".person@example.com", .badLocalPart), ("one.@example.com", .badLocalPart),
            ("a..b@example.com", .badLocalPart),
            (String(repeating: "a", count: 65) + "@example.com", .badLocalPart), ("one@-example.com", .badDomain),
            ("person@example-.com", .badDomain), ("person@example..com", .badDomain), ("one@[127.0.0.1]", .badDomain),
            ("one@" + String(repeating: "a", count: 64) + ".com", .badDomain),
            (String(repeating: "a", count: 60) + "@" + String(repeating: "b.", count: 100) + "com", .tooLong),
        ] as [(String, EmailAddressError)]
    )
    func `what is no address is refused, and why`(text: String, error: EmailAddressError) {
        #expect(throws: error) { try EmailAddress(parsing: text) }
        #expect(text.isEmpty || !error.description.contains(text))
    }

    @Test(arguments: ["", "Factuur 2026-001", "Café – 漢字 👍", String(repeating: "x", count: 998)])
    func `text without control characters may stand in a header`(text: String) throws {
        #expect(try HeaderText(parsing: text).text == text)
    }

    @Test(arguments: ["a\r\nBcc: b@example.com", "a\nb", "a\rb", "a\0b", "a\tb", "a\u{7F}b", "a\u{85}b"])
    func `a control character is refused`(text: String) {
        #expect(throws: HeaderTextError.controlCharacter) { try HeaderText(parsing: text) }
    }

    @Test func `a text that is too long is refused`() {
        #expect(throws: HeaderTextError.tooLong(limit: 3)) { try HeaderText(parsing: "éé", limit: 3) }
    }

    @Test(arguments: ["0", "121.00", "-0.000001", "123456789012345.123456", "007"])
    func `a decimal number is kept as it is written`(text: String) throws {
        #expect(DecimalText(text)?.description == text)
        let number = try #require(DecimalText(text))
        #expect(String(decoding: try JSONEncoder().encode([number]), as: UTF8.self) == "[\"\(text)\"]")
        #expect(try JSONDecoder().decode([DecimalText].self, from: Data("[\"\(text)\"]".utf8)) == [number])
    }

    @Test(arguments: [
        "", "-", ".", "1.", ".5", "1,5", "1e3", "+1", " 1", "1.1234567", "1234567890123456", "١", "--1", "1.2.3", "NaN",
    ])
    func `what is no decimal number is refused`(text: String) {
        #expect(DecimalText(text) == nil)
    }

    @Test(arguments: [("[121]", "121"), ("[-7]", "-7"), ("[0.5]", "0.5")])
    func `a number in JSON is taken too`(json: String, text: String) throws {
        #expect(try JSONDecoder().decode([DecimalText].self, from: Data(json.utf8)).map(\.description) == [text])
    }
}
