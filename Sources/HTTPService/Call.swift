import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import MailLedger
import NIOCore
import Postoffice

/// One request on its way to what answers it: its parameters read, its body in memory.
struct Call: Sendable {
    let request: Request
    let context: CallContext
    let query: QueryParameters
    let body: ByteBuffer

    /// A part of the path, percent-decoded.
    ///
    /// A slash in it has to be written as `%2F`.
    func part(_ name: String) throws -> String {
        guard let raw = context.parameters.get(name) else { throw Problem(.notFound, "There is nothing here.") }
        guard let decoded = raw.removingPercentEncoding else {
            throw Problem(.malformedRequest, "The path holds a percent sign that does not begin %XX in UTF-8.")
        }
        return decoded
    }

    /// A part of the path that is an id which the service gave out.
    func id(_ name: String, of thing: String) throws -> OpaqueID {
        guard let id = OpaqueID(try part(name)) else { throw PostofficeError.notFound(thing) }
        return id
    }

    /// The body as a value, parsed from JSON.
    func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        if let type = request.headers[.contentType], !MediaRange.isJSON(type) {
            throw Problem(.unsupportedMediaType, "The body must be JSON; send it with Content-Type: application/json.")
        }
        return try JSONBody.decode(type, from: body)
    }

    /// The body as a value; nil where there is no body.
    func optionalJSON<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value? {
        body.readableBytes == 0 ? nil : try json(type)
    }

    /// The caller's idempotency key with the bytes it stands for; nil where none was sent.
    func callersKey() throws -> CallersKey? {
        try callersKey(for: Array(body.readableBytesView))
    }

    /// The caller's idempotency key for a request that these bytes stand for; nil where none was sent.
    func callersKey(for request: [UInt8]) throws -> CallersKey? {
        guard let key = self.request.headers[.idempotencyKey] else { return nil }
        let isFit = (1...255).contains(key.utf8.count) && key.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isFit else {
            throw Problem(.malformedRequest, "Idempotency-Key must be 1 to 255 visible ASCII characters.")
        }
        return CallersKey(key: key, request: request)
    }
}
