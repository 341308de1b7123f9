/// A decimal number kept as it was written, so that no amount ever passes through binary floating point.
///
/// In JSON it is written as a string; a JSON number is taken too.
package struct DecimalText: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The number: an optional minus, up to 15 digits, and up to 6 decimals after a point.
    package let description: String

    /// Checks a number; nil if it is not written like one.
    package init?(_ text: String) {
        let unsigned = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard
            let whole = parts.first, (1...15).contains(whole.utf8.count),
            parts.count == 1 || (1...6).contains(parts[1].utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } })
        else { return nil }
        self.description = text
    }

    /// Reads a JSON string or number.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text: String
        if let string = try? container.decode(String.self) {
            text = string
        } else if let whole = try? container.decode(Int64.self) {
            text = String(whole)
        } else {
            text = "\(try container.decode(Double.self))"
        }
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "not a decimal number like 121.00 with at most 15 digits and 6 decimals"
            )
        }
        self = value
    }

    /// Writes a JSON string.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
