import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// What every call passes on its way in and out: key, parameters and body in, the ledger's position out.
struct CallDesk: Sendable {
    let office: Postoffice
    let refusals: RefusalLimiter
    let bodies: BodyBudget
    let bodyTimeout: Duration

    /// Answers a request for an endpoint.
    ///
    /// - Throws: A ``Problem`` for what is refused before anybody is known; whatever an open call throws.
    func answer(_ request: Request, at endpoint: Endpoint, context: CallContext) async throws -> Response {
        switch endpoint.answer {
        case .open(let answer):
            return try await prepared(request, at: endpoint, context: context) { call in try await answer(call) }
        case .granted(let scope, let answer):
            let grant = try grant(request, context: context)
            if let address = ClientAddress.of(request, context: context) {
                office.noteCaller(grant.organization, from: address)
            }
            var response: Response
            do {
                guard grant.scopes.contains(scope) else { throw Problem.missingScope(scope) }
                response = try await prepared(request, at: endpoint, context: context) { call in
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
            if response.headers[.position] == nil {
                response.headers[.position] = try await Self.position(of: grant.organization)
            }
            return response
        }
    }

    private func grant(_ request: Request, context: CallContext) throws -> AccessGrant {
        if let text = Self.bearer(request.headers), let grant = office.grant(for: text) { return grant }
        // A valid key is never slowed down, or strangers behind the same proxy could lock its holder out.
        guard refusals.admitRefusal(of: context.network) else { throw Problem.tooManyAttempts }
        throw Problem.noValidKey(wasGiven: request.headers[.authorization] != nil)
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
        _ answer: (Call) async throws -> Response
    ) async throws -> Response {
        let query = try QueryParameters(request.uri.query, allowed: endpoint.parameters)
        guard endpoint.bodyLimit > 0 else {
            return try await answer(Call(request: request, context: context, query: query, body: ByteBuffer()))
        }
        let share = try RequestBodyReader.share(of: request, limit: endpoint.bodyLimit)
        guard bodies.take(share) else { throw Problem.overloaded }
        defer { bodies.giveBack(share) }
        let body = try await RequestBodyReader.read(request, limit: endpoint.bodyLimit, timeout: bodyTimeout)
        return try await answer(Call(request: request, context: context, query: query, body: body))
    }

    private func wait(for position: Int64, in organization: Organization) async throws {
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
