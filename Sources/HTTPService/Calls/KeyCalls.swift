import HTTPTypes
import Hummingbird
import Ledger
import Postoffice

/// Access keys.
struct KeyCalls: Sendable {
    private struct Request: Decodable {
        let scopes: [AccessScope]
        let label: String
        let expiresAt: String?
    }

    private struct Rotation: Decodable {
        let overlapHours: Int?
        let expiresAt: String?
    }

    private struct Key: Encodable, Sendable {
        let id: String
        let scopes: [AccessScope]
        let label: String
        let createdAt: String
        let expiresAt: String?
        let lastUsedAt: String?
        let replaces: String?
        let replacedBy: String?
        /// What its owner should know about its end.
        let warning: String?
        /// The key's text; given only where the key is made.
        let key: String?

        init(_ kept: AccessKey, text: String? = nil) {
            id = kept.id
            scopes = kept.scopes
            label = kept.label
            createdAt = Timestamp(microseconds: kept.createdAt).description
            expiresAt = kept.expiresAt.map { Timestamp(microseconds: $0).description }
            lastUsedAt = kept.lastUsedAt.map { Timestamp(microseconds: $0).description }
            replaces = kept.replaces
            replacedBy = kept.replacedBy
            warning = KeyCalls.warning(about: kept, at: .now())
            key = text
        }
    }

    private struct Keys: Encodable, Sendable {
        let items: [Key]
    }

    private static let usualOverlapHours = 24

    let office: Postoffice

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .post, "/v1/keys", make),
            .granted(.manage, .get, "/v1/keys", list),
            .granted(.manage, .post, "/v1/keys/{key}/rotation", rotate),
            .granted(.manage, .delete, "/v1/keys/{key}", bodyLimit: 0, revoke),
        ]
    }

    @Sendable private func make(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try Self.requireNoIdempotencyKey(call)
        let asked = try call.json(Request.self)
        let made = try await office.makeKey(
            for: grant.organization,
            scopes: Set(asked.scopes),
            label: asked.label,
            expiresAt: try Self.moment(asked.expiresAt),
            actor: grant.actor
        )
        return try JSONAnswer.response(Key(made.key, text: made.text), status: .created)
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(Keys(items: office.keys(of: grant.organization).map { Key($0) }))
    }

    @Sendable private func rotate(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try Self.requireNoIdempotencyKey(call)
        let id = try call.id("key", of: "access key")
        let asked = try call.optionalJSON(Rotation.self)
        let made = try await office.rotateKey(
            id.description,
            of: grant.organization,
            overlapHours: asked?.overlapHours ?? Self.usualOverlapHours,
            expiresAt: try Self.moment(asked?.expiresAt),
            actor: grant.actor
        )
        return try JSONAnswer.response(Key(made.key, text: made.text), status: .created)
    }

    @Sendable private func revoke(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("key", of: "access key")
        try await office.revokeKey(id.description, of: grant.organization, actor: grant.actor)
        return Response(status: .noContent)
    }

    private static func requireNoIdempotencyKey(_ call: Call) throws {
        guard try call.callersKey() == nil else {
            throw Problem(
                .malformedRequest,
                "A key's text is given only once, so a repeat cannot be answered; leave Idempotency-Key out."
            )
        }
    }

    private static func moment(_ text: String?) throws -> Timestamp? {
        guard let text else { return nil }
        guard let moment = Timestamp(rfc3339: text) else {
            let problem = "is not a time in RFC 3339 such as 2027-11-21T20:51:00Z"
            throw PostofficeError.invalid([FieldProblem("expiresAt", problem)])
        }
        return moment
    }

    /// What the owner of a key should know about its end; nil while that is far away.
    private static func warning(about key: AccessKey, at now: Timestamp) -> String? {
        guard let end = key.expiresAt else { return nil }
        let left = end - now.microseconds
        guard left > 0 else { return "It has ended." }
        guard left < Postoffice.warningBeforeEnd else { return nil }
        let days = left / 86_400_000_000
        let when = days < 1 ? "within a day" : days == 1 ? "in 1 day" : "in \(days) days"
        if key.replacedBy != nil { return "It ends \(when); use the key in its place." }
        return "It ends \(when); rotate it before."
    }
}
