import HTTPTypes
import Hummingbird
import Mail
import Postoffice

/// How sending stands, and how fast it may go.
struct SendingCalls: Sendable {
    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/sending", state),
            .granted(.read, .get, "/v1/settings/methods/{kind}/limits", limits),
            .granted(.manage, .put, "/v1/settings/methods/{kind}/limits", bodyLimit: 10_000, setLimits),
        ]
    }

    @Sendable private func state(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.sendingState())
    }

    @Sendable private func limits(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.limits(of: try kind(call)))
    }

    @Sendable private func setLimits(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let kind = try kind(call)
        try await grant.organization.setLimits(try call.json(), of: kind, actor: grant.actor)
        return try JSONAnswer.response(try await grant.organization.limits(of: kind))
    }

    private func kind(_ call: Call) throws -> MethodKind {
        guard let kind = MethodKind(rawValue: try call.part("kind")) else {
            throw PostofficeError.notFound("kind of method")
        }
        return kind
    }
}
