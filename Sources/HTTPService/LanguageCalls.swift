import Hummingbird
import Mail
import Postoffice

/// The language in which statuses are explained where a caller asks for none.
struct LanguageCalls: Sendable {
    private struct Value: Codable, Sendable {
        var language: String
    }

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/settings/language", read),
            .granted(.manage, .put, "/v1/settings/language", set),
        ]
    }

    @Sendable private func read(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(Value(language: try await grant.organization.language().rawValue))
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setLanguage(try call.json(Value.self).language, actor: grant.actor)
        return try await read(call, grant)
    }
}
