/// Any JSON value, for taking an event's body apart field by field.
package enum JSONValue: Hashable, Sendable, Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Reads any JSON value.
    package init(from decoder: any Decoder) throws {
        if let object = try? decoder.container(keyedBy: Key.self) {
            var fields: [String: JSONValue] = [:]
            for key in object.allKeys { fields[key.stringValue] = try object.decode(JSONValue.self, forKey: key) }
            self = .object(fields)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .integer(integer)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else {
            self = .array(try value.decode([JSONValue].self))
        }
    }

    /// Writes the value.
    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let fields):
            var container = encoder.container(keyedBy: Key.self)
            for (key, value) in fields { try container.encode(value, forKey: Key(stringValue: key)) }
        default:
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let bool): try container.encode(bool)
            case .integer(let integer): try container.encode(integer)
            case .number(let number): try container.encode(number)
            case .string(let string): try container.encode(string)
            case .array(let array): try container.encode(array)
            case .object: break
            }
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension JSONValue {
    /// Takes the value at a path out of an object, leaving the rest; nil if there is nothing at that path.
    mutating func take(_ path: ArraySlice<String>) -> JSONValue? {
        guard case .object(var fields) = self, let key = path.first else { return nil }
        if path.count == 1 {
            guard let taken = fields.removeValue(forKey: key) else { return nil }
            self = .object(fields)
            return taken
        }
        guard var inner = fields[key], let taken = inner.take(path.dropFirst()) else { return nil }
        fields[key] = inner
        self = .object(fields)
        return taken
    }

    /// Puts a value at a path, making objects on the way.
    mutating func put(_ value: JSONValue, at path: ArraySlice<String>) {
        guard let key = path.first else {
            self = value
            return
        }
        var fields: [String: JSONValue] = if case .object(let known) = self { known } else { [:] }
        var inner = fields[key] ?? .object([:])
        inner.put(value, at: path.dropFirst())
        fields[key] = inner
        self = .object(fields)
    }

    /// Merges another value into this one: objects field by field, anything else by replacing.
    mutating func merge(_ other: JSONValue) {
        guard case .object(var fields) = self, case .object(let others) = other else {
            self = other
            return
        }
        for (key, value) in others {
            if var known = fields[key] {
                known.merge(value)
                fields[key] = known
            } else {
                fields[key] = value
            }
        }
        self = .object(fields)
    }
}
