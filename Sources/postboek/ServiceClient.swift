import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Calls the service's own HTTP interface.
struct ServiceClient {
    let url: String
    let key: String
    /// The organization that the key belongs to, where the command opened the folder itself.
    let organization: String?
    /// What speaks HTTP; whoever made it shuts it down.
    let http: HTTPClient

    /// Makes a call.
    ///
    /// - Parameters:
    ///   - method: The HTTP method.
    ///   - path: The path, with its query.
    ///   - body: What to send.
    ///   - contentType: The media type of the body.
    ///   - headers: Further headers.
    /// - Returns: The answer's bytes.
    /// - Throws: ``CommandError`` with the problem's own words where the service refuses.
    func call(
        _ method: String,
        _ path: String,
        body: Data? = nil,
        contentType: String = "application/json",
        headers: [(String, String)] = []
    ) async throws -> Data {
        var request = HTTPClientRequest(url: url + path)
        request.method = .RAW(value: method)
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        request.headers.add(name: "Accept", value: "application/json")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let body {
            request.headers.add(name: "Content-Type", value: contentType)
            request.body = .bytes(ByteBuffer(data: body))
        }
        let response = try await execute(request, timeout: .seconds(120))
        if let end = response.headers.first(name: "Postboek-Key-Expires") {
            Output.note("The access key ends at \(end); make the next one with `postboek key rotate`.")
        }
        let bytes = Data(buffer: try await response.body.collect(upTo: 64 * 1024 * 1024))
        guard (200...299).contains(response.status.code) else {
            let words = Self.words(of: bytes, status: Int(response.status.code))
            throw CommandError(words, isNotFound: response.status == .notFound)
        }
        return bytes
    }

    /// Makes a call, and writes the answer's bytes into a file as they come.
    ///
    /// - Returns: How many bytes were written; a file that was cut short is removed.
    func download(_ path: String, body: Data, to file: String) async throws -> Int {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(data: body))
        let response = try await execute(request, timeout: .minutes(60))
        guard response.status == .ok else {
            let bytes = Data(buffer: try await response.body.collect(upTo: 1024 * 1024))
            throw CommandError(Self.words(of: bytes, status: Int(response.status.code)))
        }
        guard
            FileManager.default.createFile(atPath: file, contents: nil, attributes: [.posixPermissions: 0o600]),
            let handle = FileHandle(forWritingAtPath: file)
        else { throw CommandError("the file \(file) cannot be written") }
        do {
            var count = 0
            for try await piece in response.body {
                count += piece.readableBytes
                try handle.write(contentsOf: Data(buffer: piece))
            }
            try handle.close()
            return count
        } catch {
            try? FileManager.default.removeItem(atPath: file)
            throw CommandError("the export was cut short; nothing was kept of it")
        }
    }

    /// Makes a call and reads the answer; nil where the service says that there is no such thing.
    func find<Answer: Decodable>(_ method: String, _ path: String, as type: Answer.Type) async throws -> Answer? {
        do {
            return try await call(method, path)
        } catch let error as CommandError where error.isNotFound {
            return nil
        }
    }

    /// Makes a call with a body that is made while it is sent, however large.
    func upload(
        _ path: String,
        type: String,
        lines: BatchLines,
        headers: [(String, String)] = []
    ) async throws -> Data {
        var request = HTTPClientRequest(url: url + path)
        request.method = .POST
        request.headers.add(name: "Authorization", value: "Bearer \(key)")
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "Content-Type", value: type)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .stream(lines, length: .unknown)
        let response = try await execute(request, timeout: .minutes(60))
        let bytes = Data(buffer: try await response.body.collect(upTo: 1024 * 1024))
        guard (200...299).contains(response.status.code) else {
            throw CommandError(Self.words(of: bytes, status: Int(response.status.code)))
        }
        return bytes
    }

    /// Makes a call and reads the answer.
    func call<Answer: Decodable>(
        _ method: String,
        _ path: String,
        body: Data? = nil,
        headers: [(String, String)] = [],
        as type: Answer.Type = Answer.self
    ) async throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: try await call(method, path, body: body, headers: headers))
    }

    private func execute(_ request: HTTPClientRequest, timeout: TimeAmount) async throws -> HTTPClientResponse {
        do {
            return try await http.execute(request, timeout: timeout)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(ServiceConnection.words(error, url: url))
        }
    }

    private struct Problem: Decodable {
        struct Field: Decodable {
            var field: String
            var problem: String
        }
        var title: String?
        var detail: String?
        var problems: [Field]?
    }

    private static func words(of bytes: Data, status: Int) -> String {
        guard let problem = try? JSONDecoder().decode(Problem.self, from: bytes) else {
            return "the service answered \(status) without saying why"
        }
        let fields = (problem.problems ?? []).map { "\n  \($0.field) \($0.problem)" }.joined()
        return (problem.detail ?? problem.title ?? "the service answered \(status)") + fields
    }
}

extension String {
    /// The text as it may stand in a path or query of an address (RFC 3986 §2.3).
    var percentEncoded: String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
