import HTTPTypes
import Hummingbird
import Postoffice

/// How mails are dressed: the layout and the logo.
struct LayoutCalls: Sendable {
    var endpoints: [Endpoint] {
        [
            .granted(.manage, .get, "/v1/settings/layout", read),
            .granted(.manage, .put, "/v1/settings/layout", set),
            .granted(.manage, .get, "/v1/settings/logo", logo),
            .granted(.manage, .put, "/v1/settings/logo", setLogo),
            .granted(.manage, .delete, "/v1/settings/logo", bodyLimit: 0, removeLogo),
        ]
    }

    @Sendable private func read(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.layoutSetting())
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setLayout(try call.json(LayoutSetting.self), actor: grant.actor)
        return try await read(call, grant)
    }

    @Sendable private func logo(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard let file = try await grant.organization.logoFile() else {
            throw Problem(.notFound, "There is no logo; set one with PUT.")
        }
        return try JSONAnswer.response(KeptFileAnswer(file))
    }

    @Sendable private func setLogo(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let upload = try call.json(MessageRequest.Attachment.self)
        try await grant.organization.setLogo(upload, actor: grant.actor)
        return try await logo(call, grant)
    }

    @Sendable private func removeLogo(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setLogo(nil, actor: grant.actor)
        return Response(status: .noContent)
    }
}

/// A file that the organization keeps for its mails, without where it lies.
struct KeptFileAnswer: Encodable, Sendable {
    let name: String
    let mediaType: String
    let size: Int
    let contentHash: String

    init(_ file: KeptFile) {
        name = file.name
        mediaType = file.mediaType
        size = file.size
        contentHash = file.contentHash
    }
}
