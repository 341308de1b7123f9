import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore
import Witness

/// What a witness answers on HTTP.
struct WitnessCalls: Sendable {
    let witness: Witness
    let rate: RequestRate
    let bodyTimeout: Duration
    let logger: Logger
    private let pool = BlockingPool()

    init(witness: Witness, rate: RequestRate, bodyTimeout: Duration, logger: Logger) {
        self.witness = witness
        self.rate = rate
        self.bodyTimeout = bodyTimeout
        self.logger = logger
    }

    func router() -> Router<WitnessContext> {
        let router = Router(context: WitnessContext.self)
        router.get("/") { _, context in try await bounded(context) { text(.ok, "witness \(witness.key)\n") } }
        router.post("/add-checkpoint") { request, context in
            try await bounded(context) { try await add(request) }
        }
        router.get("/:origin/checkpoint") { _, context in
            try await bounded(context) { try await checkpoint(context.parameters.get("origin") ?? "") }
        }
        return router
    }

    private func add(_ request: Request) async throws -> Response {
        guard let body = try await body(of: request) else {
            return text(.contentTooLarge, "a request has at most \(AddCheckpoint.sizeLimit) bytes, sent at once\n")
        }
        let witness = witness
        let answer = try await pool.run(.reading) { try witness.add(body) }
        return text(HTTPResponse.Status(code: answer.status), answer.body, type: answer.mediaType)
    }

    private func checkpoint(_ hash: String) async throws -> Response {
        let witness = witness
        guard let note = try await pool.run(.reading, { try witness.checkpoint(ofOriginHash: hash) }) else {
            return text(.notFound, "this witness cosigned no checkpoint of such a ledger\n")
        }
        return text(.ok, note)
    }

    /// The body of a request; nil for one that is too large, or too slow.
    private func body(of request: Request) async throws -> [UInt8]? {
        let body = request.body
        return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
            group.addTask {
                do {
                    let buffer = try await body.collect(upTo: AddCheckpoint.sizeLimit)
                    return Array(buffer.readableBytesView)
                } catch is NIOTooManyBytesError {
                    return nil
                }
            }
            group.addTask {
                try await Task.sleep(for: bodyTimeout)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private func bounded(_ context: WitnessContext, _ answer: () async throws -> Response) async throws -> Response {
        guard rate.admit(context.network) else {
            return text(.tooManyRequests, "too many requests of this network; ask again in a second\n")
        }
        do {
            return try await answer()
        } catch {
            // Nothing is cosigned where the file could not be read or written: no answer is better than two histories.
            logger.error("the witness cannot answer", metadata: ["reason": "\(error)"])
            return text(.internalServerError, "the witness cannot read or write its files\n")
        }
    }

    private func text(
        _ status: HTTPResponse.Status,
        _ words: String,
        type: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: words))
        )
    }
}

/// What belongs to one request of a witness.
struct WitnessContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Where it came from; used to count requests, never kept or logged.
    let network: String

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        network = source.channel.remoteAddress?.ipAddress ?? "local"
    }
}
