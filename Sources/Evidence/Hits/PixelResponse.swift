/// What a pixel address answers, to everybody and for every token, so that the answer tells nothing about a token.
package enum PixelResponse {
    /// A transparent picture of one by one pixel (GIF89a).
    package static let image: [UInt8] = [
        0x47, 0x49, 0x46, 0x38, 0x39, 0x61,  // "GIF89a"
        0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00,  // one by one, a palette of two
        0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF,  // black, white
        0x21, 0xF9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00,  // colour 0 is transparent
        0x2C, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00,  // the picture covers the screen
        0x02, 0x02, 0x44, 0x01, 0x00,  // one pixel of colour 0
        0x3B,  // end
    ]

    /// The headers of the answer, in order.
    ///
    /// They ask every cache on the way to fetch again, keep the address out of search engines, and let a web mail page show
    /// the picture. There is no validator (ETag, Last-Modified) that could name a reader, and no cookie.
    package static let headers: [(name: String, value: String)] = [
        ("Content-Type", "image/gif"),
        ("Cache-Control", "no-store, no-cache, private, max-age=0, must-revalidate"),
        ("Pragma", "no-cache"),
        ("Expires", "Thu, 01 Jan 1970 00:00:00 GMT"),
        ("X-Robots-Tag", "noindex"),
        ("Cross-Origin-Resource-Policy", "cross-origin"),
    ]
}
