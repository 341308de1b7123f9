import MIME
import Testing

/// Text of mails from outside, in whatever charset they name.
struct CharsetTextTests {
    @Test(
        arguments: [
            ([0x63, 0x61, 0x66, 0xE9], "ISO-8859-1", "café"), ([0x80], "windows-1252", "€"),
            ([0x1B, 0x24, 0x42, 0x25, 0x28, 0x1B, 0x28, 0x42], "ISO-2022-JP", "エ"), ([0x83, 0x47], "Shift_JIS", "エ"),
            ([0xC3, 0xA9], "utf-8", "é"), ([0xC3, 0xA9], nil, "é"), ([0xE9], nil, "é"), ([0xE9], "utf-8", "é"),
            ([0x41], "no-such-charset", "A"), ([0x41], "utf-8//TRANSLIT", "A"), ([0x41], "../evil", "A"),
            ([], "koi8-r", ""),
        ] as [([UInt8], String?, String)]
    )
    func `bytes become the text that they stand for`(bytes: [UInt8], charset: String?, text: String) {
        #expect(decodedText(bytes, charset: charset) == text)
    }

    @Test func `a date of a header is a time`() {
        #expect(mailDate("Sat, 21 Nov 2026 10:00:00 +0100") == 1_795_251_600)
        #expect(mailDate("yesterday") == nil)
        #expect(mailDate("") == nil)
    }
}
