import Foundation

/// A JSON value as a provider sent it, read with patience: a number may come as text, and text as a number.
package enum WireValue: Decodable, Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case array([WireValue])
    case object([String: WireValue])

    /// Reads any JSON value.
    package init(from decoder: any Decoder) throws {
        if let fields = try? decoder.singleValueContainer().decode([String: WireValue].self) {
            self = .object(fields)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let integer = try? value.decode(UInt64.self) {
            // Ids are compared as text, which a double would spoil.
            self = .text(String(integer))
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else {
            self = .array(try value.decode([WireValue].self))
        }
    }

    /// Reads JSON; nil for bytes that are none.
    package init?(parsing bytes: some Sequence<UInt8>) {
        guard let value = try? JSONDecoder().decode(WireValue.self, from: Data(bytes)) else { return nil }
        self = value
    }

    /// A field of an object; null where there is none, or this is no object.
    package subscript(_ name: String) -> WireValue {
        guard case .object(let fields) = self else { return .null }
        return fields[name] ?? .null
    }

    /// The elements of an array; empty where this is none.
    package var elements: [WireValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// The text, that of a whole number included; nil for anything else, and for a text of nothing.
    package var text: String? {
        switch self {
        case .text(let text): text.isEmpty ? nil : text
        case .integer(let integer): String(integer)
        case .null, .bool, .number, .array, .object: nil
        }
    }

    /// The whole number, also where it is written as text; nil for anything else.
    package var integer: Int64? {
        switch self {
        case .integer(let integer): integer
        case .number(let number): Int64(exactly: number)
        case .text(let text): Int64(text)
        case .null, .bool, .array, .object: nil
        }
    }

    /// The truth value, also where it is written as 0 and 1 or as text; nil for anything else.
    package var bool: Bool? {
        switch self {
        case .bool(let bool): bool
        case .integer(0), .text("false"), .text("0"): false
        case .integer(1), .text("true"), .text("1"): true
        default: nil
        }
    }

    /// A moment in microseconds since 1970, from seconds that may have decimals; nil for what is no such moment.
    package var moment: Int64? {
        let seconds: Double? =
            switch self {
            case .integer(let integer): Double(integer)
            case .number(let number): number
            case .text(let text): Double(text)
            case .null, .bool, .array, .object: nil
            }
        // From 2000 to 2100: anything else is no time of a mail of ours.
        guard let seconds, (946_684_800...4_102_444_800).contains(seconds) else { return nil }
        return Int64((seconds * 1_000_000).rounded())
    }
}
