import Foundation
import HTTPTypes
import MailLedger

@testable import HTTPService

/// The service's own OpenAPI description, and a check of values against its schemas that is as strict as it can be.
struct Description {
    let root: JSONValue

    init() throws {
        root = try JSONDecoder().decode(JSONValue.self, from: Data(OpenAPI.description))
    }

    /// An operation.
    func operation(_ method: String, _ path: String) throws -> JSONValue {
        try root["paths"][path][method]
    }

    /// What is wrong with an answer's body by the description; empty if nothing is.
    func faults(_ answer: Answer, _ method: String, _ path: String) throws -> [String] {
        let response = try resolved(operation(method, path)["responses"][String(answer.status)])
        let type = answer.headers[.contentType]?.split(separator: ";").first.map(String.init) ?? "none"
        let schema = try response["content"][type]["schema"]
        let isJSON = type.hasSuffix("json")
        return try isJSON ? faults(try answer.json, schema, at: "") : []
    }

    /// What is wrong with a value; fields that no schema names are wrong too.
    func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) throws -> [String] {
        let schema = try resolved(schema)
        let rules = try schema.fields
        if let choices = try (rules["anyOf"] ?? rules["oneOf"])?.array {
            let found = try choices.map { try faults(value, $0, at: place) }
            return found.contains { $0.isEmpty } ? [] : found.first ?? []
        }
        if case .array(let allowed)? = rules["enum"], !allowed.contains(value) {
            return ["\(place) is not in the enum"]
        }
        let types: [JSONValue] =
            switch rules["type"] {
            case .array(let types)?: types
            case let type?: [type]
            case nil: []
            }
        guard types.isEmpty || types.contains(.string(Self.type(of: value))) else {
            return ["\(place) is \(Self.type(of: value)), not \(types)"]
        }
        switch value {
        case .array(let items):
            guard let item = rules["items"] else { return [] }
            return try items.enumerated().flatMap { try faults($1, item, at: "\(place)[\($0)]") }
        case .object(let fields):
            if rules["additionalProperties"] == .bool(true) { return [] }
            let known = try rules["properties"]?.fields ?? [:]
            // Fields whose names are data, such as the kinds of documents.
            let others = rules["additionalProperties"].flatMap { Self.type(of: $0) == "object" ? $0 : nil }
            let missing = try (rules["required"]?.array ?? []).map { try $0.text }.filter { fields[$0] == nil }
            return missing.map { "\(place).\($0) is missing" }
                + (try fields.flatMap { name, field in
                    try (known[name] ?? others).map { try faults(field, $0, at: "\(place).\(name)") }
                        ?? ["\(place).\(name) is not described"]
                })
        default: return []
        }
    }

    /// What a reference leads to.
    func resolved(_ value: JSONValue) throws -> JSONValue {
        guard case .object(let fields) = value, case .string(let reference)? = fields["$ref"] else { return value }
        return try resolved(reference.split(separator: "/").dropFirst().reduce(root) { try $0[String($1)] })
    }

    private static func type(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
