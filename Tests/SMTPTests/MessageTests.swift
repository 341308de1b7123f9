import Testing

@testable import SMTP

@Suite("Messages")
struct MessageTests {
    @Test(arguments: [
        ("", "\r\n"),
        ("a", "a\r\n"),
        ("a\r\n", "a\r\n"),
        ("a\nb\n", "a\r\nb\r\n"),
        ("a\rb\r", "a\r\nb\r\n"),
        ("a\r\r\nb", "a\r\n\r\nb\r\n"),
        ("a\n\r\nb\r\n", "a\r\n\r\nb\r\n"),
        ("a\n.\nb\r\n", "a\r\n.\r\nb\r\n"),
        ("a\r\n\r", "a\r\n\r\n"),
    ])
    func `line ends become CRLF`(source: String, expected: String) {
        #expect(SMTPMessage(Array(source.utf8)).bytes == Array(expected.utf8))
    }

    @Test func `normalising twice changes nothing, and leaves no bare CR or LF`() {
        var random = Lottery(seed: 7)
        for _ in 0..<500 {
            let message = SMTPMessage(random.text(from: "\r\n.ab", upTo: 40))
            #expect(SMTPMessage(message.bytes).bytes == message.bytes)
            #expect(String(decoding: message.bytes, as: UTF8.self).utf8.count == message.size)
            for (index, byte) in message.bytes.enumerated() {
                #expect(byte != 0x0A || (index > 0 && message.bytes[index - 1] == 0x0D))
                #expect(byte != 0x0D || (index + 1 < message.size && message.bytes[index + 1] == 0x0A))
            }
        }
    }

    @Test func `dots are doubled at line starts, wherever the chunks end`() {
        var random = Lottery(seed: 11)
        for _ in 0..<500 {
            let message = SMTPMessage(random.text(from: "\r\n...a", upTo: 40))
            var stuffing = DotStuffing()
            var wire: [UInt8] = []
            var rest = message.bytes[...]
            while !rest.isEmpty {
                let length = random.number(upTo: 4) + 1
                wire += stuffing.encode(rest.prefix(length))
                rest = rest.dropFirst(length)
            }
            let lines = String(decoding: wire, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(!lines.contains("."))
            let unstuffed = lines.map { $0.hasPrefix(".") ? String($0.dropFirst()) : String($0) }
            #expect(Array(unstuffed.joined(separator: "\r\n").utf8) == message.bytes)
        }
    }

    @Test(arguments: [
        ("Subject: a\r\n\r\nb\r\n", false, false),
        ("Subject: a\r\n\r\né\r\n", true, false),
        ("Subject: é\r\n\r\nb\r\n", true, true),
        ("Subject: é\r\n", true, true),
        ("\r\né\r\n", true, false),
    ])
    func `eight-bit bytes are found, in header and body`(text: String, anywhere: Bool, inHeader: Bool) {
        let message = SMTPMessage(Array(text.utf8))
        #expect(message.hasEightBitBytes == anywhere)
        #expect(message.hasEightBitHeader == inHeader)
    }

    @Test(arguments: [
        ("abc", "abc"),
        ("a+b=c", "a+2Bb+3Dc"),
        ("a b", "a+20b"),
        ("é", "+C3+A9"),
        ("!~", "!~"),
        ("\u{7F}", "+7F"),
    ])
    func `xtext escapes what a parameter cannot hold`(text: String, expected: String) {
        #expect(XText.encode(text) == expected)
    }

    @Test(arguments: [
        ("a+b@example.com", "rfc822;a+2Bb@example.com"),
        ("zoë@example.nl", "utf-8;zo\\x{EB}@example.nl"),
        ("寄件@example.nl", "utf-8;\\x{5BC4}\\x{4EF6}@example.nl"),
        ("ë+\\@example.nl", "utf-8;\\x{EB}\\x{2B}\\x{5C}@example.nl"),
    ])
    func `the original recipient is typed`(address: String, expected: String) {
        #expect(XText.originalRecipient(address) == expected)
    }
}

/// A small generator with a seed, so that every run sees the same cases.
struct Lottery {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func number(upTo limit: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % limit
    }

    mutating func text(from alphabet: String, upTo limit: Int) -> [UInt8] {
        let letters = Array(alphabet.utf8)
        return (0..<number(upTo: limit)).map { _ in letters[number(upTo: letters.count)] }
    }
}
