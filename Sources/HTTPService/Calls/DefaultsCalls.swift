import HTTPTypes
import Hummingbird
import Postoffice

/// What an organization wants for its mails where neither message nor customer says otherwise.
struct DefaultsCalls: Sendable {
    var endpoints: [Endpoint] {
        [
            .granted(.manage, .get, "/v1/settings/defaults", read),
            .granted(.manage, .put, "/v1/settings/defaults", set),
        ]
    }

    @Sendable private func read(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.defaults())
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setDefaults(try call.json(OrganizationDefaults.self), actor: grant.actor)
        return try await read(call, grant)
    }
}
