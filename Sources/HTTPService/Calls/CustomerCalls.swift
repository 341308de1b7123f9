import HTTPTypes
import Hummingbird
import Postoffice

/// Customers: who gets which documents, and in which language.
struct CustomerCalls: Sendable {
    var endpoints: [Endpoint] {
        [
            .granted(.send, .post, "/v1/customers", register),
            .granted(.read, .get, "/v1/customers", parameters: ["q", "cursor", "limit"], list),
            .granted(.send, .put, "/v1/customers/{customer}", replace),
            .granted(.read, .get, "/v1/customers/{customer}", one),
        ]
    }

    @Sendable private func register(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await answer(call, grant, pathID: nil, status: .created)
    }

    @Sendable private func replace(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await answer(call, grant, pathID: try call.part("customer"), status: .ok)
    }

    private func answer(
        _ call: Call,
        _ grant: AccessGrant,
        pathID: String?,
        status: HTTPResponse.Status
    ) async throws -> Response {
        let registered = try await grant.organization.register(
            try call.json(CustomerDraft.self),
            pathID: pathID,
            idempotency: try call.callersKey(),
            actor: grant.actor
        )
        let path = "/v1/customers/\((registered.customer.id ?? "").pathPart)"
        return try JSONAnswer.response(
            RegisteredCustomerAnswer(customer: registered.customer, position: registered.position),
            status: status,
            headers: [.location: path, .position: String(registered.position)]
        )
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let page = try await grant.organization.customers(
            matching: call.query.text("q"),
            cursor: call.query.text("cursor"),
            limit: try call.query.limit()
        )
        return try JSONAnswer.response(Page(items: page.items, next: page.next))
    }

    @Sendable private func one(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.customer(try call.part("customer")))
    }
}

/// A customer that was just registered.
struct RegisteredCustomerAnswer: Encodable, Sendable {
    let customer: CustomerDraft
    let position: Int64
}
