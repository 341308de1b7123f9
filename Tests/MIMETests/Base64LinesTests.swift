import Foundation
import MIME
import SeededNumbers
import Testing

struct Base64LinesTests {
    @Test(arguments: Array(0...200) + [5699, 5700, 5701])
    func `the lines are those of another encoder`(count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let bytes = random.bytes(count)
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        let expected =
            Array(Data(bytes).base64EncodedData(options: options)) + (bytes.isEmpty ? [] : Array("\r\n".utf8))
        #expect(ComposedMail.base64Lines(bytes) == expected)
    }
}
