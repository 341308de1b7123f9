import HTTPTypes
import Hummingbird
import Postoffice

/// How an organization sends.
struct SettingsCalls: Sendable {
    private struct Methods: Encodable, Sendable {
        let methods: [MethodSummary]
    }

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/settings/methods", list),
            .granted(.manage, .get, "/v1/settings/methods/smtp", smtp),
            .granted(.manage, .put, "/v1/settings/methods/smtp", setSMTP),
        ]
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(Methods(methods: try await grant.organization.methodSummaries()))
    }

    @Sendable private func smtp(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard let settings = try await grant.organization.smtpAnswer() else {
            throw Problem(.notFound, "The method smtp is not set up; set it up with PUT.")
        }
        return try JSONAnswer.response(settings)
    }

    @Sendable private func setSMTP(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let organization = grant.organization
        try await organization.setSMTP(try call.json(SMTPRequest.self), actor: grant.actor)
        return try await smtp(call, grant)
    }
}
