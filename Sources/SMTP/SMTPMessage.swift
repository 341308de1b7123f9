/// A message as it crosses the wire, before dot-stuffing: header and body with CRLF line ends.
///
/// Line ends are normalised once, here, so that a bare CR or LF can never end the message early on a lenient server.
package struct SMTPMessage: Sendable {
    /// The bytes, every line ended by CRLF, the last one included.
    package let bytes: [UInt8]
    /// Whether any byte is over 127.
    package let hasEightBitBytes: Bool
    /// Whether a byte over 127 stands before the first empty line, so that the message needs SMTPUTF8 (RFC 6532).
    package let hasEightBitHeader: Bool

    /// Takes a message over, making every bare CR or LF a CRLF and ending the last line.
    package init(_ source: [UInt8]) {
        let bytes = Self.isNormal(source) ? source : Self.normalised(source)
        self.bytes = bytes
        let firstEightBit = bytes.firstIndex { $0 > 127 }
        hasEightBitBytes = firstEightBit != nil
        hasEightBitHeader = firstEightBit.map { $0 < Self.headerEnd(of: bytes) } ?? false
    }

    /// The size announced in `SIZE=`, in bytes: the message as normalised, without the dots added for transport.
    package var size: Int { bytes.count }

    private static func isNormal(_ source: [UInt8]) -> Bool {
        var previous: UInt8 = 0
        for byte in source {
            guard (previous == 0x0D) == (byte == 0x0A) else { return false }
            previous = byte
        }
        return previous == 0x0A
    }

    private static func normalised(_ source: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(source.count + source.count / 32 + 2)
        var previous: UInt8 = 0
        for byte in source {
            switch byte {
            case 0x0D: result += [0x0D, 0x0A]
            case 0x0A where previous == 0x0D: break
            case 0x0A: result += [0x0D, 0x0A]
            default: result.append(byte)
            }
            previous = byte
        }
        if previous != 0x0A && previous != 0x0D {
            result += [0x0D, 0x0A]
        }
        return result
    }

    private static func headerEnd(of bytes: [UInt8]) -> Int {
        var lineLength = 0
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x0A where lineLength == 0: return index
            case 0x0A: lineLength = 0
            case 0x0D: break
            default: lineLength += 1
            }
        }
        return bytes.count
    }
}

/// Doubles a dot at the start of a line (RFC 5321 §4.5.2), chunk by chunk.
struct DotStuffing {
    private var isAtLineStart = true

    /// The wire form of the next part of the message.
    mutating func encode(_ chunk: ArraySlice<UInt8>) -> [UInt8] {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(chunk.count + chunk.count / 64 + 1)
        for byte in chunk {
            if isAtLineStart && byte == UInt8(ascii: ".") {
                encoded.append(byte)
            }
            encoded.append(byte)
            isAtLineStart = byte == 0x0A
        }
        return encoded
    }
}
