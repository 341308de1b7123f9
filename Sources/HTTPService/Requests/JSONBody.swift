import Foundation
import NIOCore
import Postoffice

/// Reads request bodies, and says where one goes wrong.
enum JSONBody {
    /// A value from JSON.
    ///
    /// - Throws: A ``Problem``: malformed where it is no JSON, invalid with the field's path where it is another shape.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer) throws -> Value {
        guard body.readableBytes > 0 else { throw Problem(.malformedRequest, "The body is empty; send JSON.") }
        let data = Data(body.readableBytesView)
        do {
            let read = try JSONDecoder().decode(WatchedFields<Value>.self, from: data)
            if let unread = read.unread.first { throw problem(unread.path, known: unread.known) }
            return read.value
        } catch let error as DecodingError {
            throw problem(error, in: data)
        }
    }

    private static func problem(_ error: DecodingError, in body: Data) -> Problem {
        switch error {
        case .keyNotFound(let key, let context):
            invalid(context.codingPath + [key], "is missing")
        case .valueNotFound(_, let context):
            invalid(context.codingPath, "is null; give a value or leave it out")
        case .typeMismatch(let type, let context):
            invalid(context.codingPath, "is not \(name(of: type))")
        case .dataCorrupted(let context) where !context.codingPath.isEmpty:
            invalid(context.codingPath, "cannot be used: \(context.debugDescription)")
        case .dataCorrupted:
            Problem(.malformedRequest, place(in: body))
        @unknown default:
            Problem(.malformedRequest, "The body cannot be read.")
        }
    }

    /// A field that nobody reads: a slip that would otherwise leave something out, or reset it, without a word.
    private static func problem(_ path: [any CodingKey], known: [String]) -> Problem {
        let names = known.isEmpty ? "there are none here" : "there are \(known.joined(separator: ", "))"
        return invalid(path, "is no field; \(names)")
    }

    private static func invalid(_ path: [any CodingKey], _ problem: String) -> Problem {
        let field = path.reduce("") { text, key in
            if let index = key.intValue { return "\(text)[\(index)]" }
            return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
        }
        return Problem(
            .invalid,
            "Nothing was stored. Correct the fields named and send it again.",
            fields: [FieldProblem(field.isEmpty ? "(body)" : field, problem)]
        )
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type, is any BinaryFloatingPoint.Type: "a number"
        case is any Sequence.Type where !(type is any ExpressibleByDictionaryLiteral.Type): "an array"
        default: "an object"
        }
    }

    /// Where a parser stops, in its own words, since the decoder does not say.
    private static func place(in body: Data) -> String {
        do {
            _ = try JSONSerialization.jsonObject(with: body, options: .fragmentsAllowed)
            return "The body cannot be read."
        } catch let error as NSError {
            return "The body is not JSON. \(error.userInfo[NSDebugDescriptionErrorKey] as? String ?? "")"
        }
    }
}
