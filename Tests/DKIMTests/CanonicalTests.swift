import Crypto
import SeededNumbers
import Testing

@testable import DKIM

@Suite struct CanonicalTests {
    private static func body(_ text: [UInt8], cuttingAt cuts: [Int] = []) -> [UInt8] {
        var form = RelaxedBody()
        var output: [UInt8] = []
        text.withUnsafeBufferPointer { bytes in
            var start = 0
            for cut in cuts.sorted() + [bytes.count] {
                form.take(UnsafeBufferPointer(rebasing: bytes[start..<cut]), into: &output)
                start = cut
            }
        }
        form.finish(into: &output)
        return output
    }

    @Test(
        arguments: [
            ("", ""), ("\r\n", ""), ("\r\n\r\n", ""), (" \t\r\n \r\n", ""), ("a", "a\r\n"), ("a\r\n", "a\r\n"),
            ("a \t \r\n\r\n\r\n", "a\r\n"), (" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"),
            ("\r\n\r\na", "\r\n\r\na\r\n"), ("a\nb\rc", "a\r\nb\r\nc\r\n"), ("a\r\r\nb", "a\r\n\r\nb\r\n"),
            ("a  b\t\tc", "a b c\r\n"), ("\ta", " a\r\n"), ("é ü\r\n", "é ü\r\n"),
        ]
    ) func `a body in its relaxed form`(text: String, expected: String) {
        #expect(String(decoding: Self.body(Array(text.utf8)), as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("A", " X", "a:X"), ("B ", " Y\t\r\n\tZ  ", "b:Y Z"), ("Subject", " a \r\n  b", "subject:a b"),
            ("X-Empty", " ", "x-empty:"), ("X", "\r\n a", "x:a"), ("X", "é  ü ", "x:é ü"),
        ]
    ) func `a header in its relaxed form`(name: String, value: String, expected: String) {
        let name = name.lowercased().filter { $0 != " " }
        #expect(RelaxedHeader.field(name: name, value: value.utf8) == Array(expected.utf8))
    }

    @Test func `the example of RFC 6376 gives its canonical form`() throws {
        let mail = Array("A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n".utf8)
        try mail.withUnsafeBufferPointer { bytes in
            let layout = try MailLayout(bytes)
            let headers = SignedHeaders.canonical(["A", "B"], of: bytes, layout: layout)
            #expect(headers == Array("a:X\r\nb:Y Z\r\n".utf8))
            #expect(Self.body(Array(bytes[layout.bodyStart...])) == Array(" C\r\nD E\r\n".utf8))
        }
    }

    @Test func `an empty body has the hash that RFC 6376 names`() {
        let hash = [UInt8]().withUnsafeBufferPointer { RelaxedBody.hash(of: $0) }
        #expect(Array(hash) == Array(SHA256.hash(data: [UInt8]())))
    }

    @Test func `the last of several headers of a name is taken first, and one too many gives nothing`() throws {
        let mail = Array("Cc: first\r\nCc: second\r\n\r\n".utf8)
        try mail.withUnsafeBufferPointer { bytes in
            let layout = try MailLayout(bytes)
            let headers = SignedHeaders.canonical(["Cc", "Cc", "Cc"], of: bytes, layout: layout)
            #expect(headers == Array("cc:second\r\ncc:first\r\n".utf8))
        }
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `a body gives the same however it is cut, again when it is canonical already, and only clean lines`(
        seed: UInt64
    ) {
        var generator = SeededGenerator(seed: seed)
        let text = generator.spacedBytes(upTo: 60)
        let whole = Self.body(text)
        let cuts = (0..<3).map { _ in Int.random(in: 0...text.count, using: &generator) }
        #expect(Self.body(text, cuttingAt: cuts) == whole)
        #expect(Self.body(whole) == whole)
        let lines = String(decoding: whole, as: Unicode.ASCII.self).replacing("\r\n", with: "\n")
        #expect(!lines.contains("\r") && !lines.contains("\t") && !lines.contains("  "))
        #expect(!lines.contains(" \n") && !lines.hasSuffix("\n\n") && (lines.isEmpty || lines.hasSuffix("\n")))
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `folding a header anew changes nothing of its relaxed form`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
            String(repeating: "w", count: Int.random(in: 1...9, using: &generator))
        }
        let folds = [" ", "  ", "\t", "\r\n ", " \r\n\t", "\r\n   "]
        let value = words.reduce("") { $0 + (folds.randomElement(using: &generator) ?? " ") + $1 }
        #expect(
            RelaxedHeader.field(name: "x", value: value.utf8) == Array("x:\(words.joined(separator: " "))".utf8)
        )
    }

    @Test(arguments: ["From\r\n\r\n", " folded first\r\n\r\n", ": nameless\r\n\r\n", "Fröm: x\r\n\r\n"])
    func `a header that is none is refused`(mail: String) throws {
        let signer = try DKIMSigner(domain: "example.com", keys: [.generate(.ed25519, selector: "a")])
        #expect(throws: DKIMError.malformedHeader) { try signer.signatureFields(for: Array(mail.utf8), at: 0) }
    }

    @Test(arguments: ["To: a\r\n\r\n", "From: a\r\nfrom: b\r\n\r\n", ""])
    func `a mail without exactly one From is refused`(mail: String) throws {
        let signer = try DKIMSigner(domain: "example.com", keys: [.generate(.ed25519, selector: "a")])
        #expect(throws: DKIMError.notOneFrom) { try signer.signatureFields(for: Array(mail.utf8), at: 0) }
    }
}
