import HTTPTypes
import Hummingbird
import Ledger
import Postoffice

/// Who keeps the ledger's checkpoints outside of it, and how that goes.
struct AnchorCalls: Sendable {
    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/anchors", report),
            .granted(.manage, .post, "/v1/anchors", anchor),
            .granted(.manage, .get, "/v1/settings/anchoring", settings),
            .granted(.manage, .put, "/v1/settings/anchoring", set),
        ]
    }

    @Sendable private func report(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.anchorReport())
    }

    @Sendable private func anchor(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.anchorNow(actor: grant.actor))
    }

    @Sendable private func settings(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.anchoring())
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setAnchoring(try call.json(AnchoringSettings.self), actor: grant.actor)
        return try await settings(call, grant)
    }
}
