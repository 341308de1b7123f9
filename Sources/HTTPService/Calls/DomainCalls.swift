import HTTPTypes
import Hummingbird
import Mail
import Postoffice

/// The DNS records of the domains that an organization sends from.
struct DomainCalls: Sendable {
    private struct Asked: Decodable, Sendable {
        let domain: String
        let method: String?
    }

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .post, "/v1/settings/methods/{kind}/check", check),
            .granted(.read, .get, "/v1/settings/methods/{kind}/check", last),
            .granted(.manage, .post, "/v1/settings/methods/{kind}/new-keys", rotate),
            .granted(.manage, .post, "/v1/domain-checks", checkAny),
        ]
    }

    @Sendable private func check(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(
            try await grant.organization.checkDomain(of: try call.methodKind(), actor: grant.actor)
        )
    }

    @Sendable private func last(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.lastDomainCheck(of: try call.methodKind()))
    }

    @Sendable private func rotate(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard try call.methodKind() == .ownDomain else { throw PostofficeError.notFound("signing keys of this method") }
        return try JSONAnswer.response(try await grant.organization.rotateSigningKeys(actor: grant.actor))
    }

    @Sendable private func checkAny(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked = try call.json(Asked.self)
        var kind: MethodKind?
        if let name = asked.method {
            guard let known = MethodKind(rawValue: name) else {
                let kinds = MethodKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw PostofficeError.invalid([FieldProblem("method", "is not one of \(kinds)")])
            }
            kind = known
        }
        return try JSONAnswer.response(try await grant.organization.checkDomain(named: asked.domain, as: kind))
    }
}
