extension ComposedMail {
    /// The base64 text of an attachment as it stands in a mail: 76 columns, and CRLF after each line, the last included.
    ///
    /// No bytes give no lines.
    package static func base64Lines(_ bytes: [UInt8]) -> [UInt8] {
        let digits = (bytes.count + 2) / 3 * 4
        let lines = (digits + columns - 1) / columns
        return [UInt8](unsafeUninitializedCapacity: digits + 2 * lines) { output, count in
            bytes.withUnsafeBufferPointer { input in
                count = encode(input, into: output)
            }
        }
    }

    /// The width of a line of base64 (RFC 2045 §6.8).
    private static let columns = 76

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func encode(
        _ input: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        alphabet.withUnsafeBufferPointer { alphabet in
            var written = 0
            var start = 0
            while start < input.count {
                let available = min(3, input.count - start)
                let first = UInt32(input[start]) << 16
                let second = available > 1 ? UInt32(input[start + 1]) << 8 : 0
                let third = available > 2 ? UInt32(input[start + 2]) : 0
                let group = first | second | third
                output[written] = alphabet[Int(group >> 18)]
                output[written + 1] = alphabet[Int(group >> 12 & 63)]
                output[written + 2] = available > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "=")
                output[written + 3] = available > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "=")
                written += 4
                start += available
                // A line is 19 groups; 57 bytes in.
                if start % (columns / 4 * 3) == 0 || start == input.count {
                    output[written] = UInt8(ascii: "\r")
                    output[written + 1] = UInt8(ascii: "\n")
                    written += 2
                }
            }
            return written
        }
    }
}
