import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore

/// Writes answers as JSON: sorted keys, slashes as they are, absent values left out.
enum JSONAnswer {
    /// The bytes of a value.
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// An answer that holds a value.
    static func response(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) throws -> Response {
        var headers = headers
        headers[.contentType] = "application/json"
        let body = ByteBuffer(bytes: try encode(value))
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }
}

/// One page of a list; `next` is null at the end.
struct Page<Item: Encodable & Sendable>: Encodable, Sendable {
    let items: [Item]
    let next: String?

    private enum Keys: String, CodingKey { case items, next }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Keys.self)
        try fields.encode(items, forKey: .items)
        try fields.encode(next, forKey: .next)
    }
}

extension Response {
    /// An answer of bytes.
    init(_ bytes: [UInt8], type: String, headers: HTTPFields = [:]) {
        var headers = headers
        headers[.contentType] = type
        self.init(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// An answer of text.
    init(_ text: String, type: String, headers: HTTPFields = [:]) {
        self.init(Array(text.utf8), type: type, headers: headers)
    }
}
