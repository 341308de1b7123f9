import Evidence
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// Providers' calls, and how they are set up.
struct WebhookCalls: Sendable {
    let office: Postoffice
    /// Counts calls that are refused, by network, apart from refused access keys.
    let refusals: RefusalLimiter
    /// What bodies of providers' calls may take in memory, apart from those of everybody else.
    let bodies: BodyBudget
    let bodyTimeout: Duration

    /// SendGrid sends at most some hundred kilobytes at once; the others less.
    static let bodyLimit = 4_000_000

    var endpoints: [Endpoint] {
        [
            // The body is read only once the secret in the address was found right.
            .open(.post, "/hooks/{organization}/{method}/{secret}") { call in try await take(call) },
            .granted(.manage, .get, "/v1/settings/methods/{kind}/webhook", one),
            .granted(.manage, .put, "/v1/settings/methods/{kind}/webhook", set),
            .granted(.manage, .delete, "/v1/settings/methods/{kind}/webhook", remove),
        ]
    }

    private func take(_ call: Call) async throws -> Response {
        let secret = call.context.parameters.get("secret") ?? ""
        // An organization or method that does not exist answers as a wrong secret does.
        guard
            let provider = call.context.parameters.get("method").flatMap({ MailProvider(rawValue: $0) }),
            let organization = call.context.parameters.get("organization").flatMap({ office.organization(named: $0) }),
            await organization.admitsWebhook(of: provider, secret: secret)
        else { return try refusal(.webhookRefused, "No webhook answers at this address.", call) }
        let share = try RequestBodyReader.share(of: call.request, limit: Self.bodyLimit)
        guard bodies.take(share, for: organization.name) else { throw Problem.overloaded }
        defer { bodies.giveBack(share, for: organization.name) }
        let body = try await RequestBodyReader.read(call.request, limit: Self.bodyLimit, timeout: bodyTimeout)
        var headers: [String: String] = [:]
        for name in WebhookCall.headerNames {
            headers[name] = HTTPField.Name(name).flatMap { call.request.headers[$0] }
        }
        let heard = WebhookCall(
            body: Array(body.readableBytesView),
            headers: headers,
            heardAt: Timestamp.now().microseconds
        )
        switch await organization.takeWebhook(of: provider, secret: secret, heard) {
        case .taken: return Response("ok\n", type: "text/plain; charset=utf-8")
        case .unsigned(let what):
            var response = try refusal(.webhookUnsigned, "The call was not taken: it is not signed: \(what).", call)
            if provider == .mailjet { response.headers[.wwwAuthenticate] = "Basic realm=\"webhook\"" }
            return response
        case .refused(let reason): return try refusal(.webhookRefused, "The call was not taken: \(reason).", call)
        // 406 is what ends Mailgun's retries, and only its calls have a token.
        case .replayed: return try refusal(.webhookReplayed, "The call was not taken: its token was used before.", call)
        case .tooLarge(let what): throw Problem(.tooLarge, "The call was not taken: \(what).")
        case .unavailable:
            throw Problem(.unavailable, "The ledger does not take it at present; send it again.", retryAfter: 30)
        }
    }

    /// A refusal, as long as the network that asks has not had too many.
    private func refusal(_ kind: ProblemKind, _ detail: String, _ call: Call) throws -> Response {
        guard refusals.admitRefusal(of: call.context.network) else { throw Problem.tooManyAttempts }
        return Problem(kind, detail).response
    }

    @Sendable private func one(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let provider = try Self.provider(call)
        guard let webhook = try await grant.organization.webhook(of: provider) else {
            throw Problem(.notFound, "The webhook of \(provider.rawValue) is not set up; set it up with PUT.")
        }
        return try JSONAnswer.response(webhook)
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let provider = try Self.provider(call)
        let webhook = try await grant.organization.setWebhook(of: provider, try call.json(), actor: grant.actor)
        return try JSONAnswer.response(webhook)
    }

    @Sendable private func remove(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.removeWebhook(of: try Self.provider(call), actor: grant.actor)
        return Response(status: .noContent)
    }

    private static func provider(_ call: Call) throws -> MailProvider {
        let name = try call.part("kind")
        guard let provider = MailProvider(rawValue: name) else {
            let known = MailProvider.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem(.notFound, "Webhooks are taken from \(known) only.")
        }
        return provider
    }
}
