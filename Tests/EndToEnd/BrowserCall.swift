import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Calls as a browser makes them.
enum BrowserCall {
    /// Makes a call, and stays where it is when it is sent elsewhere.
    static func fetch(
        _ method: String,
        _ url: String,
        form: String? = nil
    ) async throws -> (status: Int, location: String?, body: String) {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        let client = HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
        var request = HTTPClientRequest(url: url)
        request.method = .RAW(value: method)
        if let form {
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            request.body = .bytes(ByteBuffer(string: form))
        }
        do {
            let response = try await client.execute(request, timeout: .seconds(30))
            let body = try await response.body.collect(upTo: 1 << 20)
            try await client.shutdown()
            return (Int(response.status.code), response.headers.first(name: "Location"), String(buffer: body))
        } catch {
            try await client.shutdown()
            throw error
        }
    }
}
