import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The real `postboek serve`, on a free port of this machine alone.
struct RunningService {
    /// Where the service answers.
    let url: String
    /// An access key of all scopes.
    let accessKey: String
    /// The organizations that it serves.
    let organizations: [String]
    /// The running process.
    let process: RunningProcess

    private struct Announcement: Decodable {
        var url: String
        var organizations: [String]
        var accessKey: String?
    }

    /// Starts the service on a data folder, and waits until it says where it listens.
    ///
    /// - Parameters:
    ///   - data: The data folder; it need not be there.
    ///   - accessKey: A key that an earlier start gave: the service tells one only when it makes the first organization.
    ///   - arguments: Further arguments of `postboek serve`.
    ///   - environment: Variables to add to the environment.
    /// - Returns: The running service.
    /// - Throws: ``ProcessFailure`` if it ended, or said nothing in a minute.
    static func start(
        data: String,
        accessKey: String? = nil,
        arguments: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> Self {
        let process = try RunningProcess(
            try Binary.path("postboek"),
            ["serve", "--data", data, "--port", "0", "--json"] + arguments,
            environment: environment
        )
        do {
            let line = try await process.firstLine(within: .seconds(60))
            let announced = try JSONDecoder().decode(Announcement.self, from: Data(line.utf8))
            guard let key = announced.accessKey ?? accessKey else {
                throw ProcessFailure("the service gave no access key, and none is known", process)
            }
            return Self(url: announced.url, accessKey: key, organizations: announced.organizations, process: process)
        } catch {
            await process.end(SIGKILL)
            throw error
        }
    }

    /// Starts the service, hands it to a body, and stops it, whatever the body does.
    static func run<Value>(
        data: String,
        accessKey: String? = nil,
        arguments: [String] = [],
        _ body: (Self) async throws -> Value
    ) async throws -> Value {
        let service = try await start(data: data, accessKey: accessKey, arguments: arguments)
        do {
            let value = try await body(service)
            await service.stop()
            return value
        } catch {
            await service.stop()
            throw error
        }
    }

    /// Asks the service to finish, and waits for it; one that does not finish in half a minute is killed.
    func stop() async {
        await process.end(SIGTERM)
    }

    /// Ends the service as a power failure would.
    func kill() async {
        await process.end(SIGKILL)
    }

    /// What the service answered to a call.
    struct Answer {
        /// The HTTP status.
        var status: Int
        /// The media type.
        var contentType: String?
        /// The bytes.
        var body: Data

        /// Reads the bytes as JSON.
        func json<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
            try JSONDecoder().decode(type, from: body)
        }

        /// The bytes as text.
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Calls the service with its access key.
    func call(
        _ method: String,
        _ path: String,
        json: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url + path)
        request.method = .RAW(value: method)
        request.headers.add(name: "Authorization", value: "Bearer \(accessKey)")
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        if let json {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(string: json))
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 64 * 1024 * 1024)
        return Answer(
            status: Int(response.status.code),
            contentType: response.headers.first(name: "Content-Type"),
            body: Data(body.readableBytesView)
        )
    }

    /// Calls the service until a condition holds of what it answers, at most half a minute.
    func poll(_ path: String, until holds: (Answer) throws -> Bool) async throws -> Answer {
        var last = ""
        for _ in 0..<300 {
            let answer = try await call("GET", path)
            if try holds(answer) { return answer }
            last = answer.text
            try await Task.sleep(for: .milliseconds(100))
        }
        throw ProcessFailure("what was waited for at \(path) did not come; the last answer was \(last)", process)
    }
}
