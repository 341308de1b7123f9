import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Sending

/// Makes calls to providers: no redirects, bounded answers, bounded time.
///
/// A call tells apart what matters for a mail: nothing was handed over, or everything was and no answer came. It can, because
/// it knows when the last byte of the body left its hands: a provider cannot act on a body that is shorter than it was
/// announced.
package struct ProviderCaller: Sendable {
    /// How much a call may take.
    package struct Limits: Hashable, Sendable {
        /// The most bytes of an answer that are read; what comes after is left.
        package var answerBytes: Int
        /// How many seconds a call may take, uploading included.
        package var seconds: Int64

        /// Sets the limits; a limit left out keeps its default.
        package init(answerBytes: Int = 256 * 1024, seconds: Int64 = 180) {
            self.answerBytes = answerBytes
            self.seconds = seconds
        }
    }

    private let limits: Limits

    /// Makes a caller; all callers share one client and its connections.
    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Lives as long as the process, so that nobody has to close it.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.redirectConfiguration = .disallow
        configuration.timeout = .init(connect: .seconds(30), read: .seconds(90))
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        // Shorter than providers keep a silent connection: a call on one that was just closed would end in doubt.
        configuration.connectionPool = .init(idleTimeout: .seconds(20))
        // A connection that is refused is told at once: whoever sends tries again in its own time, and says so meanwhile.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }()

    /// Makes a call once.
    ///
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``ProviderCallFailure`` where there was none.
    func call(_ request: ProviderRequest) async throws(ProviderCallFailure) -> ProviderAnswer {
        let upload = Upload(request.body)
        var message = HTTPClientRequest(url: request.url)
        message.method = .RAW(value: request.method)
        message.headers = HTTPHeaders(request.headers)
        message.headers.add(name: "User-Agent", value: "postboek")
        if request.method != "GET" {
            message.body = .stream(upload, length: .known(Int64(request.body.count)))
        }
        SendingDialogue.current?.add([request.line])
        do {
            let response = try await Self.client.execute(message, timeout: .seconds(limits.seconds))
            let answer = ProviderAnswer(
                status: Int(response.status.code),
                headers: response.headers.map { ($0.name, $0.value) },
                body: await read(response.body),
                server: request.host
            )
            SendingDialogue.current?.add(["< \(answer.status)", request.excerpt(of: answer)])
            return answer
        } catch {
            let reason = ProviderCallFailure.words(for: error, server: request.host)
            SendingDialogue.current?.add(["# \(reason)"])
            throw upload.isComplete ? .unanswered(reason) : .notSent(reason)
        }
    }

    /// The start of a body; a status that came without the rest of its body is still an answer.
    private func read(_ body: HTTPClientResponse.Body) async -> [UInt8] {
        var bytes: [UInt8] = []
        do {
            for try await part in body {
                bytes += part.readableBytesView.prefix(limits.answerBytes - bytes.count)
                if bytes.count >= limits.answerBytes { break }
            }
        } catch {
            return bytes
        }
        return bytes
    }
}

/// Why a call had no answer.
enum ProviderCallFailure: Error, Hashable {
    /// The provider cannot have acted on it: the request never left in full.
    case notSent(String)
    /// All of the request left, and no answer came.
    case unanswered(String)

    /// What went wrong, in words.
    var words: String {
        switch self {
        case .notSent(let words), .unanswered(let words): words
        }
    }

    /// Words of our own for an error: those of a library could repeat what was sent.
    static func words(for error: any Error, server: String) -> String {
        switch error as? HTTPClientError {
        case .connectTimeout: "no connection to \(server) in time"
        case .tlsHandshakeTimeout: "the TLS handshake with \(server) took too long"
        case .readTimeout, .deadlineExceeded: "\(server) did not answer in time"
        case .remoteConnectionClosed: "\(server) closed the connection"
        case .cancelled: "the service stopped during the call"
        case .invalidURL, .emptyHost, .emptyScheme: "the address of \(server) is not a URL; correct it in the settings"
        default: words(forConnectionTo: server, error)
        }
    }

    private static func words(forConnectionTo server: String, _ error: any Error) -> String {
        switch error {
        case is NIOConnectionError: "\(server) cannot be reached"
        case is CancellationError: "the service stopped during the call"
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            "\(server) cannot be reached: nobody listens there"
        case is IOError: "the connection to \(server) was lost"
        default: "the call to \(server) failed (\(type(of: error)))"
        }
    }
}
