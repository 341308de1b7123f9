import Crypto

/// The "relaxed" form of a body (RFC 6376 §3.4.4), made piece by piece.
///
/// Spaces at a line's end go, runs of spaces become one, empty lines at the end go, and what is left ends with a line
/// end; of a body without any text nothing is left.
struct RelaxedBody {
    private var isSpacePending = false
    private var breaksPending = 0
    private var followsCarriageReturn = false
    private var isEmpty = true

    /// Takes the next piece of the body, and appends what of the result is certain now.
    mutating func take(_ piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var index = 0
        while index < piece.count {
            let byte = piece[index]
            let endsPair = followsCarriageReturn && byte == 0x0A
            followsCarriageReturn = byte == 0x0D
            switch byte {
            case 0x0A where endsPair: break
            case 0x0D, 0x0A:
                isSpacePending = false
                breaksPending += 1
            case 0x20, 0x09: isSpacePending = true
            default:
                writePending(into: &output)
                let start = index
                // Most of a mail is text without anything to change: it is taken over in one go.
                while index < piece.count, piece[index] > 0x20 || !Self.isSpecial(piece[index]) { index += 1 }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: piece[start..<index]))
                continue
            }
            index += 1
        }
    }

    /// Ends the body.
    mutating func finish(into output: inout [UInt8]) {
        guard !isEmpty else { return }
        output += [0x0D, 0x0A]
    }

    private mutating func writePending(into output: inout [UInt8]) {
        isEmpty = false
        while breaksPending > 0 {
            output.append(0x0D)
            output.append(0x0A)
            breaksPending -= 1
        }
        guard isSpacePending else { return }
        output.append(0x20)
        isSpacePending = false
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
    }

    /// The hash of a whole body; beside the body itself it holds a small piece of the result in memory.
    static func hash(of body: UnsafeBufferPointer<UInt8>) -> SHA256Digest {
        var hasher = SHA256()
        var form = Self()
        var output: [UInt8] = []
        let pieceSize = 64 * 1024
        output.reserveCapacity(pieceSize + 1024)
        for start in stride(from: 0, to: body.count, by: pieceSize) {
            let piece = body[start..<min(start + pieceSize, body.count)]
            form.take(UnsafeBufferPointer(rebasing: piece), into: &output)
            hasher.update(data: output)
            output.removeAll(keepingCapacity: true)
        }
        form.finish(into: &output)
        hasher.update(data: output)
        return hasher.finalize()
    }
}
