import HTTPTypes
import NIOHTTP1

/// Problems on a connection whose request never came to be one, so that no call of ours answers it.
enum PlainProblem {
    /// The header fields and the body of an answer that closes its connection.
    static func parts(_ problem: Problem, isSecure: Bool) -> (head: HTTPResponseHead, body: [UInt8]) {
        let body = problem.document
        var headers = HTTPHeaders()
        headers.add(name: "Content-Type", value: "application/problem+json")
        headers.add(name: "Content-Length", value: String(body.count))
        for field in problem.headers { headers.add(name: field.name.rawName, value: field.value) }
        for (name, value) in SecurityHeadersMiddleware.headers { headers.add(name: name.rawName, value: value) }
        if isSecure { headers.add(name: "Strict-Transport-Security", value: SecurityHeadersMiddleware.strictTransport) }
        headers.add(name: "Connection", value: "close")
        let status = HTTPResponseStatus(statusCode: problem.kind.status.code)
        return (HTTPResponseHead(version: .http1_1, status: status, headers: headers), body)
    }

    /// The whole answer as it goes over the connection.
    static func bytes(_ problem: Problem) -> [UInt8] {
        let (head, body) = parts(problem, isSecure: false)
        var text = "HTTP/1.1 \(head.status.code) \(head.status.reasonPhrase)\r\n"
        for (name, value) in head.headers { text += "\(name): \(value)\r\n" }
        return Array("\(text)\r\n".utf8) + body
    }
}
