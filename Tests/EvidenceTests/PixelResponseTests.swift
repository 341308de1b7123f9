import Evidence
import Testing

@Suite("The pixel's answer")
struct PixelResponseTests {
    @Test
    func `the picture is a transparent GIF of one by one pixel in 43 bytes`() {
        let image = PixelResponse.image
        #expect(image.count == 43)
        #expect(image.prefix(6).elementsEqual("GIF89a".utf8))
        #expect(Array(image[6..<10]) == [1, 0, 1, 0])
        #expect(image[22] & 1 == 1, "a colour is transparent")
        #expect(image[25] == 0, "the first one")
        #expect(image.last == 0x3B)
    }

    @Test
    func `the headers forbid caching and name nobody`() {
        let headers = Dictionary(uniqueKeysWithValues: PixelResponse.headers.map { ($0.name.lowercased(), $0.value) })
        #expect(headers["content-type"] == "image/gif")
        #expect(headers["cache-control"] == "no-store, no-cache, private, max-age=0, must-revalidate")
        #expect(headers["expires"] == "Thu, 01 Jan 1970 00:00:00 GMT")
        for name in ["etag", "last-modified", "set-cookie", "location"] { #expect(headers[name] == nil) }
    }
}
