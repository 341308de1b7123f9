import Mail
import Testing

@testable import Providers

@Suite("A header that names its own recipient alone")
struct OwnRecipientHeaderTests {
    private static let rest = "Subject: x\r\n\r\nTo: not@a.header\r\nCc: neither\r\n"

    @Test(
        arguments: [
            ("To: <a@example.com>\r\n", nil), ("To: Customer <A@Example.com>\r\n", nil),
            ("To: a@example.com\r\n", nil),
            ("To: a@example.com,\r\n b@example.com\r\nCc: c@example.com\r\n", "To: <a@example.com>\r\n"),
            ("to: b@example.com\r\nX-Y: 1\r\nBCC: a@example.com\r\n", "To: <a@example.com>\r\nX-Y: 1\r\n"),
            ("X-Y: 1\r\n", "To: <a@example.com>\r\nX-Y: 1\r\n"),
            (
                "To: =?utf-8?q?b=40example=2Ecom?= <a@example.com>\r\nCc:\r\n d@example.com\r\n",
                "To: <a@example.com>\r\n"
            ),
        ] as [(String, String?)]
    )
    func `others are taken out of To, Cc and Bcc`(_ head: String, _ made: String?) throws {
        let mail = Array((head + Self.rest).utf8)
        let result = OwnRecipientHeader.apply(try EmailAddress(parsing: "a@example.com"), to: mail)
        #expect(String(decoding: result, as: UTF8.self) == (made ?? head) + Self.rest)
    }

    @Test func `a mail without a body or an end of line is left whole`() throws {
        let address = try EmailAddress(parsing: "a@example.com")
        for text in ["", "To: a@example.com", "X"] {
            let result = OwnRecipientHeader.apply(address, to: Array(text.utf8))
            #expect(String(decoding: result, as: UTF8.self).hasSuffix(text))
        }
    }

    @Test(
        arguments: [
            ("Customer <a@example.com>", "Customer", "a@example.com"), ("a@example.com", nil, "a@example.com"),
            ("\"Last, First\" <a@example.com>", "Last, First", "a@example.com"),
            ("<a@example.com>", nil, "a@example.com"),
            ("A <a@example.com>, B <b@example.com>", nil, nil), ("nobody", nil, nil), ("", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `one person is read from a header`(_ text: String, _ name: String?, _ address: String?) {
        let person = TakenApart.Person(header: text)
        #expect(person?.address == address)
        #expect(person?.name == name)
    }
}
