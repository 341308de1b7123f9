import Foundation
import NIOHTTP1

/// A request as a local provider heard it.
package struct LocalRequest: Sendable {
    /// The method.
    package var method: String
    /// The path, without the query.
    package var path: String
    /// The query, decoded.
    package var query: [String: String]
    /// The headers, names in lower case.
    package var headers: [String: String]
    /// The body.
    package var body: [UInt8]

    init(_ head: HTTPRequestHead, body: [UInt8]) {
        method = head.method.rawValue
        let parts = head.uri.split(separator: "?", maxSplits: 1)
        path = String(parts.first ?? "/")
        query = parts.count > 1 ? Self.form(String(parts[1])) : [:]
        headers = Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        self.body = body
    }

    /// The body as JSON.
    package var json: [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }

    /// The fields of a form.
    static func form(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = halves.count > 1 ? halves[1].replacing("+", with: " ") : ""
            return (String(halves[0]), value.removingPercentEncoding ?? "")
        }
        return Dictionary(pairs, uniquingKeysWith: { $1 })
    }

    /// The user and password of Basic authentication.
    var basic: (user: String, password: String)? {
        guard let value = headers["authorization"], value.hasPrefix("Basic "),
            let data = Data(base64Encoded: String(value.dropFirst(6)))
        else { return nil }
        let halves = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
        return halves.count == 2 ? (String(halves[0]), String(halves[1])) : nil
    }

    /// The token of bearer authentication.
    var bearer: String? {
        headers["authorization"].flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
    }

    /// The parts of a `multipart/form-data` body by name; several of one name in a row.
    package var parts: [(name: String, value: String)] {
        guard let type = headers["content-type"], let mark = type.range(of: "boundary=") else { return [] }
        let boundary = "--" + type[mark.upperBound...]
        return text.components(separatedBy: boundary).compactMap { part in
            guard let gap = part.range(of: "\r\n\r\n"), let name = part.range(of: "name=\"") else { return nil }
            let value = part[gap.upperBound...]
            return (
                String(part[name.upperBound...].prefix { $0 != "\"" }),
                String(value.hasSuffix("\r\n") ? value.dropLast(1) : value)
            )
        }
    }
}

/// What a local provider answers.
enum LocalAnswer {
    case answer(Int, headers: [(String, String)], body: String)
    /// Closes the connection without a word.
    case hangUp

    static func json(_ status: Int, _ body: String, headers: [(String, String)] = []) -> Self {
        .answer(status, headers: headers + [("Content-Type", "application/json")], body: body)
    }

    static func text(_ status: Int, _ body: String) -> Self {
        .answer(status, headers: [("Content-Type", "text/plain")], body: body)
    }
}

/// The parts that a recipient's address plays.
enum LocalPart: String {
    case limit, trouble, gateway, large, content, hangup

    init?(playedBy address: String) {
        self.init(rawValue: String(address.prefix { $0 != "@" }))
    }
}
