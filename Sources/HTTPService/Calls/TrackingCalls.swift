import HTTPTypes
import Hummingbird
import Mail
import Postoffice

/// Whose opens are tracked, and the recipient's way out.
struct TrackingCalls: Sendable {
    let office: Postoffice

    var endpoints: [Endpoint] {
        [
            .open(.get, "/w/{token}", page),
            // Mail gateways follow every link: only a POST does anything.
            .open(.post, "/w/{token}", withdraw),
            .granted(.read, .get, "/v1/settings/tracking", read),
            .granted(.manage, .put, "/v1/settings/tracking", set),
        ]
    }

    @Sendable private func page(_ call: Call) async throws -> Response {
        let page = WithdrawalPage(Self.language(call))
        return office.knowsWithdrawal(token: try call.part("token")) ? page.question : page.unknown
    }

    @Sendable private func withdraw(_ call: Call) async throws -> Response {
        let page = WithdrawalPage(Self.language(call))
        return try await office.withdrawTracking(token: try call.part("token")) ? page.done : page.unknown
    }

    @Sendable private func read(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.trackingSettings())
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setTracking(try call.json(TrackingSettings.self), actor: grant.actor)
        return try await read(call, grant)
    }

    private static func language(_ call: Call) -> StatusLanguage {
        LanguageRange.best(call.request.headers[.acceptLanguage]) ?? .english
    }
}
