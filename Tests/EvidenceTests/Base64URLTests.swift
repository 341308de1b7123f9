import Foundation
import SeededNumbers
import Testing

@testable import Evidence

@Suite("Base64URL")
struct Base64URLTests {
    @Test(arguments: 0...70)
    func `bytes come back, and the text is Foundation's without padding`(count: Int) {
        var generator = SeededGenerator(seed: UInt64(count))
        let bytes = generator.bytes(count)
        let text = Base64URL.encode(bytes)
        let standard = Data(bytes).base64EncodedString()
        #expect(text == String(standard.filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }))
        #expect(Base64URL.decode(text.utf8, size: count) == bytes)
        #expect(Base64URL.decode(text.utf8, size: count + 1) == nil)
    }

    @Test(arguments: ["AB", "A", "AAA", "A=", "A ", "A+", "A/", "Aé", ""])
    func `another spelling of one byte is refused`(text: String) {
        #expect(Base64URL.decode(text.utf8, size: 1) == nil)
        #expect(Base64URL.decode("AA".utf8, size: 1) == [0])
    }
}
