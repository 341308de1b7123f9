import HTTPTypes
import Hummingbird
import Ledger
import Postoffice

/// Access keys.
struct KeyCalls: Sendable {
    private struct Request: Decodable {
        let scopes: [AccessScope]
        let label: String
    }

    private struct Key: Encodable, Sendable {
        let id: String
        let scopes: [AccessScope]
        let label: String
        let createdAt: String
        let expiresAt: String?
        /// The key's text; given only where the key is made.
        let key: String?

        init(_ made: AccessKey, text: String? = nil) {
            id = made.id
            scopes = made.scopes
            label = made.label
            createdAt = Timestamp(microseconds: made.createdAt).description
            expiresAt = made.expiresAt.map { Timestamp(microseconds: $0).description }
            key = text
        }
    }

    private struct Keys: Encodable, Sendable {
        let items: [Key]
    }

    private static let limit = 500

    let office: Postoffice

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .post, "/v1/keys", make),
            .granted(.manage, .get, "/v1/keys", list),
        ]
    }

    @Sendable private func make(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard try call.callersKey() == nil else {
            throw Problem(
                .malformedRequest,
                "A key's text is given only once, so a repeat cannot be answered; leave Idempotency-Key out."
            )
        }
        let asked = try call.json(Request.self)
        guard try await grant.organization.accessKeys().count < Self.limit else {
            throw PostofficeError.exists("this organization has \(Self.limit) access keys already")
        }
        let made = try await office.makeKey(
            for: grant.organization,
            scopes: Set(asked.scopes),
            label: asked.label
        )
        return try JSONAnswer.response(Key(made.key, text: made.text), status: .created)
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let keys = try await grant.organization.accessKeys().sorted { $0.createdAt < $1.createdAt }
        return try JSONAnswer.response(Keys(items: keys.map { Key($0) }))
    }
}
