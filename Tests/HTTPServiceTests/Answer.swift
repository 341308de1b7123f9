import Foundation
import HTTPTypes
import MailLedger

/// What a call answered.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    /// The body as text.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The body as JSON.
    var json: JSONValue {
        get throws { try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) }
    }

    /// The last part of the type of a problem document; nil for any other answer.
    var problem: String? {
        guard headers[.contentType] == "application/problem+json", case .string(let type)? = try? json["type"] else {
            return nil
        }
        return type.split(separator: "#").last.map(String.init)
    }

    /// The fields that a problem document names.
    var problemFields: [String] {
        get throws { try json["problems"].array.map { try $0["field"].text } }
    }
}

/// Why a JSON value is not what a test expects it to be.
struct OtherJSON: Error {
    let value: JSONValue
    let wanted: String
}

extension JSONValue {
    /// A field of an object.
    subscript(_ name: String) -> JSONValue {
        get throws {
            guard case .object(let fields) = self, let value = fields[name] else {
                throw OtherJSON(value: self, wanted: name)
            }
            return value
        }
    }

    /// The fields of an object, by name.
    var fields: [String: JSONValue] {
        get throws {
            guard case .object(let fields) = self else { throw OtherJSON(value: self, wanted: "an object") }
            return fields
        }
    }

    /// The items of an array.
    var array: [JSONValue] {
        get throws {
            guard case .array(let items) = self else { throw OtherJSON(value: self, wanted: "an array") }
            return items
        }
    }

    /// A string.
    var text: String {
        get throws {
            guard case .string(let text) = self else { throw OtherJSON(value: self, wanted: "a string") }
            return text
        }
    }

    /// A whole number.
    var number: Int64 {
        get throws {
            guard case .integer(let number) = self else { throw OtherJSON(value: self, wanted: "a whole number") }
            return number
        }
    }
}
