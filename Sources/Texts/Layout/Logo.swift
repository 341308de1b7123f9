import MIME
import Mail

/// A company's picture, which goes along inside the mail.
package struct Logo: Hashable, Sendable {
    /// What the HTML calls it.
    package let contentID: String
    /// The picture's kind.
    package let mediaType: String
    /// The width in pixels.
    package let width: Int
    /// The height in pixels.
    package let height: Int
    /// The picture.
    package let bytes: [UInt8]

    /// The most bytes of a logo.
    package static let limit = 200_000
    private static let mostPixels = 4000

    /// Checks a picture: PNG, JPEG or GIF by its own first bytes, whatever it is called.
    ///
    /// - Parameters:
    ///   - bytes: The picture.
    ///   - contentID: What the HTML shall call it.
    /// - Throws: The first rule that the picture breaks.
    package init(_ bytes: [UInt8], contentID: String) throws(LogoError) {
        guard bytes.count <= Self.limit else { throw .tooLarge(bytes.count) }
        guard let found = PictureHeader(bytes) else { throw .unknownKind }
        guard (1...Self.mostPixels).contains(found.width), (1...Self.mostPixels).contains(found.height) else {
            throw .badSize(found.width, found.height)
        }
        (mediaType, width, height) = (found.mediaType, found.width, found.height)
        self.contentID = contentID
        self.bytes = bytes
    }

    /// The width at which the picture is shown: at most 220 by 64.
    package var shownWidth: Int { max(1, Int((Double(width) * scale).rounded())) }
    /// The height at which the picture is shown.
    package var shownHeight: Int { max(1, Int((Double(height) * scale).rounded())) }

    private var scale: Double { min(1, 220 / Double(width), 64 / Double(height)) }
}

/// The first rule that a logo breaks.
package enum LogoError: Error, Hashable, CustomStringConvertible {
    case tooLarge(Int)
    case unknownKind
    case badSize(Int, Int)

    /// What is wrong, and what to give instead.
    package var description: String {
        switch self {
        case .tooLarge(let count): "has \(count) bytes; at most \(Logo.limit) go with each mail"
        case .unknownKind: "is not a PNG, JPEG or GIF picture by its first bytes"
        case .badSize(let width, let height): "is \(width) by \(height) pixels; give 1 to 4000 each way"
        }
    }
}

/// The kind and size of a picture, as its first bytes say.
struct PictureHeader {
    let mediaType: String
    let width: Int
    let height: Int

    init?(_ bytes: [UInt8]) {
        func number(_ place: Int, _ count: Int) -> Int {
            bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
        }
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), bytes.count >= 24,
            bytes[12..<16].elementsEqual("IHDR".utf8)
        {
            (mediaType, width, height) = ("image/png", number(16, 4), number(20, 4))
        } else if bytes.starts(with: "GIF87a".utf8) || bytes.starts(with: "GIF89a".utf8), bytes.count >= 10 {
            mediaType = "image/gif"
            width = Int(bytes[7]) << 8 | Int(bytes[6])
            height = Int(bytes[9]) << 8 | Int(bytes[8])
        } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]), let size = Self.jpegSize(bytes) {
            (mediaType, width, height) = ("image/jpeg", size.width, size.height)
        } else {
            return nil
        }
    }

    /// The size in the first frame header of a JPEG (ITU T.81 §B.2.2).
    private static func jpegSize(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
        var place = 2
        while place + 9 <= bytes.count {
            guard bytes[place] == 0xFF else { return nil }
            let marker = bytes[place + 1]
            if marker == 0xFF {
                place += 1
                continue
            }
            let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
            let isFrame = (0xC0...0xCF).contains(marker) && marker != 0xC4 && marker != 0xC8 && marker != 0xCC
            if isFrame {
                return (
                    Int(bytes[place + 7]) << 8 | Int(bytes[place + 8]),
                    Int(bytes[place + 5]) << 8 | Int(bytes[place + 6])
                )
            }
            guard length >= 2 else { return nil }
            place += 2 + length
        }
        return nil
    }
}
