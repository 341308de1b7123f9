import HTTPTypes
import Hummingbird
import Postoffice

/// The files that go with every document of a kind, such as general terms.
struct StandardAttachmentCalls: Sendable {
    private struct Files: Encodable, Sendable {
        let attachments: [String: KeptFileAnswer]
    }

    private static let path = "/v1/settings/attachments/{documentType}"

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .get, "/v1/settings/attachments", list),
            .granted(.manage, .put, Self.path, bodyLimit: 7_500_000, set),
            .granted(.manage, .delete, Self.path, bodyLimit: 0, remove),
        ]
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let files = try await grant.organization.standardAttachments()
        return try JSONAnswer.response(Files(attachments: files.mapValues(KeptFileAnswer.init)))
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let type = try call.part("documentType")
        let upload = try call.json(MessageRequest.Attachment.self)
        try await grant.organization.setStandardAttachment(upload, for: type, actor: grant.actor)
        return try await list(call, grant)
    }

    @Sendable private func remove(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let type = try call.part("documentType")
        try await grant.organization.setStandardAttachment(nil, for: type, actor: grant.actor)
        return Response(status: .noContent)
    }
}
