/// A value of a setting, as JSON writes it.
package enum MethodValue: Hashable, Sendable, Codable {
    case text(String)
    case number(Int)
    case flag(Bool)

    /// Reads a string, a whole number, or true or false.
    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try value.decode(String.self))
        }
    }

    /// Writes the value alone.
    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .number(let number): try value.encode(number)
        case .flag(let flag): try value.encode(flag)
        }
    }
}

/// The settings of a method: its values, and which of its secrets there are.
///
/// In JSON it is one object of the values; secrets never stand in it.
package struct MethodSettings: Hashable, Sendable {
    /// The values, by their field's name; what has a default may be missing.
    package var values: [String: MethodValue]
    /// The names of the secret fields that are kept.
    package var secrets: Set<String>
    /// Whether the operator set it up at the machine itself, and so may name hosts that a caller from afar may not.
    package var isByOperator: Bool

    /// Takes values over.
    package init(_ values: [String: MethodValue] = [:], secrets: Set<String> = [], isByOperator: Bool = false) {
        self.values = values
        self.secrets = secrets
        self.isByOperator = isByOperator
    }

    /// The text of a field, a choice or an address; nil where it is missing or empty.
    package func text(_ name: String) -> String? {
        guard case .text(let text) = values[name], !text.isEmpty else { return nil }
        return text
    }

    /// The number of a field; nil where it is missing.
    package func number(_ name: String) -> Int? {
        guard case .number(let number) = values[name] else { return nil }
        return number
    }

    /// Whether a flag is set; false where it is missing.
    package func flag(_ name: String) -> Bool {
        values[name] == .flag(true)
    }
}

extension MethodSettings: Codable {
    /// Who set it up; it stands beside the values, so that settings of before are read too.
    private static let marker = "setBy"

    /// Reads the values.
    package init(from decoder: any Decoder) throws {
        let values = try [String: MethodValue?](from: decoder).compactMapValues(\.self)
        self.init(
            values.filter { $0.key != Self.marker },
            isByOperator: values[Self.marker] == .text("operator")
        )
    }

    /// Writes the values.
    package func encode(to encoder: any Encoder) throws {
        var all = values
        if isByOperator { all[Self.marker] = .text("operator") }
        try all.encode(to: encoder)
    }
}
