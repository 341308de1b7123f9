import HTTPTypes
import Hummingbird
import Ledger
import Mail
import Postoffice
import Suppressions

/// The addresses that are sent nothing more.
///
/// An address stands in bodies only, never in a URL, which others write down.
struct SuppressionCalls: Sendable {
    private struct Request: Decodable {
        let address: String
    }

    private struct Item: Encodable, Sendable {
        let person: String
        let address: String?
        let state: String
        let reason: RecipientSuppressed.Reason
        let because: Int64?
        let suppressedAt: String
        let releasedAt: String?

        init(_ suppression: Suppression) {
            person = suppression.person.description
            address = suppression.address
            state = suppression.state.rawValue
            reason = suppression.reason
            because = suppression.because
            suppressedAt = suppression.suppressedAt.description
            releasedAt = suppression.releasedAt?.description
        }
    }

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/suppressions", parameters: ["state", "cursor", "limit"], list),
            .granted(.send, .post, "/v1/suppressions", suppress),
            // What a program may not undo by itself: a person decides that an address is good again.
            .granted(.manage, .post, "/v1/suppressions/release", release),
        ]
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let page = try await grant.organization.suppressions(
            try call.query.choice("state"),
            cursor: call.query.text("cursor"),
            limit: try call.query.limit()
        )
        return try JSONAnswer.response(Page(items: page.items.map { Item($0) }, next: page.next))
    }

    @Sendable private func suppress(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked: Request = try call.json()
        return try JSONAnswer.response(
            Item(try await grant.organization.suppress(asked.address, actor: grant.actor))
        )
    }

    @Sendable private func release(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let asked: Request = try call.json()
        return try JSONAnswer.response(
            Item(try await grant.organization.release(asked.address, actor: grant.actor))
        )
    }
}
