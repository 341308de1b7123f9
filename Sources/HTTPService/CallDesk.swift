import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// What every call passes on its way in and out: key, parameters and body in, the ledger's position out.
struct CallDesk: Sendable {
    let office: Postoffice
    /// Counts refused keys by the network they came from.
    let refusals: RefusalLimiter
    /// Counts them by the key's id that they name.
    let keyRefusals: RefusalLimiter
    let bodies: BodyBudget
    /// What large answers may take in memory until they are written.
    let answers: BodyBudget
    let bodyTimeout: Duration

    /// Answers a request for an endpoint.
    ///
    /// - Throws: A ``Problem`` for what is refused before anybody is known; whatever an open call throws.
    func answer(_ request: Request, at endpoint: Endpoint, context: CallContext) async throws -> Response {
        switch endpoint.answer {
        case .open(let answer):
            return try await prepared(request, at: endpoint, context: context, sender: context.network) { call in
                try await answer(call)
            }
        case .granted(let scope, let answer):
            let grant = try grant(request, context: context)
            if let address = context.publicClient {
                office.noteCaller(grant.organization, from: address)
            }
            var response: Response
            do {
                guard grant.scopes.contains(scope) else { throw Problem.missingScope(scope) }
                let sender = grant.organization.name
                response = try await prepared(request, at: endpoint, context: context, sender: sender) { call in
                    if let position = try call.query.position("atLeast") {
                        try await wait(for: position, in: grant.organization)
                    }
                    return try await answer(call, grant)
                }
            } catch let broken as BrokenRequest {
                throw broken
            } catch {
                response = Problem(error, isQuery: endpoint.method == .get, logger: context.logger).response
            }
            hold(&response, for: grant.organization.name)
            if response.headers[.position] == nil {
                response.headers[.position] = try await Self.position(of: grant.organization)
            }
            if let end = grant.expiresAt,
                end.microseconds - Timestamp.now().microseconds < Postoffice.warningBeforeEnd
            {
                response.headers[.keyExpires] = end.description
            }
            return response
        }
    }

    /// Counts a large answer as memory until it is written, for whoever asked may be slow to take it.
    private func hold(_ response: inout Response, for organization: String) {
        guard let length = response.body.contentLength, length > Self.largeAnswer else { return }
        guard let share = answers.hold(length, for: organization) else {
            response = Problem.overloaded.response
            return
        }
        let body = response.body
        response.body = ResponseBody(contentLength: length) { writer in
            try await body.write(writer)
            withExtendedLifetime(share) {}
        }
    }

    /// From how many bytes on an answer counts.
    private static let largeAnswer = 256 * 1024

    private func grant(_ request: Request, context: CallContext) throws -> AccessGrant {
        var problem = Problem.noValidKey(wasGiven: request.headers[.authorization] != nil)
        var id: String?
        if let text = Self.bearer(request.headers) {
            switch office.check(text) {
            // A valid key is never slowed down, or strangers behind the same proxy could lock its holder out.
            case .granted(let grant): return grant
            case .expired(let end): problem = .keyExpired(since: end)
            case .unknown(let named): id = named
            }
        }
        let isAdmitted = refusals.admitRefusal(of: context.network)
        // Guesses at one key from many networks count together.
        guard isAdmitted, id.map({ keyRefusals.admitRefusal(of: $0) }) ?? true else { throw Problem.tooManyAttempts }
        throw problem
    }

    /// The access key that a request shows.
    static func bearer(_ headers: HTTPFields) -> Substring? {
        guard let value = headers[.authorization], value.utf8.count <= 512 else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return parts[1]
    }

    /// Reads parameters and body, and lets the body's share of memory go when the answer is there.
    private func prepared(
        _ request: Request,
        at endpoint: Endpoint,
        context: CallContext,
        sender: String,
        _ answer: (Call) async throws -> Response
    ) async throws -> Response {
        let query =
            endpoint.scope == nil
            ? QueryParameters(lenient: request.uri.query, known: endpoint.parameters)
            : try QueryParameters(request.uri.query, allowed: endpoint.parameters)
        guard endpoint.bodyLimit > 0 else {
            return try await answer(Call(request: request, context: context, query: query, body: ByteBuffer()))
        }
        let share = try RequestBodyReader.share(of: request, limit: endpoint.bodyLimit)
        guard bodies.take(share, for: sender) else { throw Problem.overloaded }
        defer { bodies.giveBack(share, for: sender) }
        let body = try await RequestBodyReader.read(request, limit: endpoint.bodyLimit, timeout: bodyTimeout)
        return try await answer(Call(request: request, context: context, query: query, body: body))
    }

    private func wait(for position: Int64, in organization: Organization) async throws {
        let newest = try await organization.newestPosition()
        guard position <= newest else {
            throw QueryParameters.bad("atLeast", "is beyond the newest event of the ledger, which is at \(newest)")
        }
        guard try await organization.wait(forPosition: position) else {
            throw Problem(
                .viewBehind,
                "The views do not hold the event at position \(position) yet; ask again.",
                retryAfter: 1
            )
        }
    }

    private static func position(of organization: Organization) async throws -> String? {
        let position = try await organization.newestPosition()
        return position < 0 ? nil : String(position)
    }
}
