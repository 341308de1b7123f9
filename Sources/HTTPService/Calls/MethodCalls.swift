import HTTPTypes
import Hummingbird
import Mail
import Postoffice

/// The ways an organization sends: which there are, how they are set up, which is used.
struct MethodCalls: Sendable {
    private struct Methods: Encodable, Sendable {
        let methods: [MethodSummary]
    }

    private struct Kinds: Encodable, Sendable {
        let kinds: [MethodKindAnswer]
    }

    private struct Choice: Codable, Sendable {
        let kind: String
    }

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/methods/kinds", kinds),
            .granted(.read, .get, "/v1/settings/methods", list),
            .granted(.manage, .put, "/v1/settings/default-method", choose),
            .granted(.manage, .get, "/v1/settings/methods/{kind}", one),
            .granted(.manage, .put, "/v1/settings/methods/{kind}", set),
            .granted(.manage, .delete, "/v1/settings/methods/{kind}", remove),
        ]
    }

    @Sendable private func kinds(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(Kinds(kinds: MethodRegistry.kinds))
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(Methods(methods: try await grant.organization.methodSummaries()))
    }

    @Sendable private func choose(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard let kind = MethodKind(rawValue: try call.json(Choice.self).kind) else {
            let kinds = MethodKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw PostofficeError.invalid([FieldProblem("kind", "is not one of \(kinds)")])
        }
        try await grant.organization.setDefaultMethod(kind, actor: grant.actor)
        return try JSONAnswer.response(Choice(kind: kind.rawValue))
    }

    @Sendable private func one(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.methodAnswer(try call.methodKind()))
    }

    @Sendable private func set(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let kind = try call.methodKind()
        try await grant.organization.setMethod(kind, try call.json(MethodFields.self), actor: grant.actor)
        return try await one(call, grant)
    }

    @Sendable private func remove(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.removeMethod(try call.methodKind(), actor: grant.actor)
        return Response(status: .noContent)
    }
}

extension Call {
    /// The kind of method that the path names.
    func methodKind() throws -> MethodKind {
        guard let kind = MethodKind(rawValue: try part("kind")) else {
            throw PostofficeError.notFound("kind of method")
        }
        return kind
    }
}
