import Batches
import HTTPTypes
import Hummingbird
import Ledger
import Postoffice

/// Mailing many documents with one call.
struct BatchCalls: Sendable {
    let feeds: FeedCount
    /// How many lists are taken in at once; each is in memory piece by piece.
    let uploads = FeedCount(limit: 4)
    let heartbeat: Duration
    let bodyTimeout: Duration

    var endpoints: [Endpoint] {
        [
            // The body is read by the call itself, since a list may be larger than memory.
            .granted(.send, .post, "/v1/messages/batch", bodyLimit: 0, submit),
            .granted(.read, .get, "/v1/batches", parameters: ["cursor", "limit"], list),
            .granted(.read, .get, "/v1/batches/{batch}", one),
            .granted(.read, .get, "/v1/batches/{batch}/items", parameters: ["state", "cursor", "limit"], items),
            .granted(.send, .post, "/v1/batches/{batch}/cancel", bodyLimit: 10_000, cancel),
        ]
    }

    @Sendable private func submit(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard let place = uploads.take() else { throw Problem.overloaded }
        defer { withExtendedLifetime(place) {} }
        let upload = BatchUpload(organization: grant.organization, actor: grant.actor, timeout: bodyTimeout)
        let progress = try await upload.take(call)
        return try JSONAnswer.response(
            BatchAnswer(progress),
            status: .accepted,
            headers: [.location: "/v1/batches/\(progress.id)", .position: String(progress.position)]
        )
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let page = try await grant.organization.batches(
            cursor: call.query.text("cursor"),
            limit: try call.query.limit()
        )
        return try JSONAnswer.response(Page(items: page.items.map(BatchAnswer.init), next: page.next))
    }

    @Sendable private func one(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("batch", of: "batch")
        let progress = try await grant.organization.batch(id)
        let types = ["application/json", "text/event-stream"]
        guard MediaRange.best(of: types, accept: call.request.headers[.accept]) == "text/event-stream" else {
            return try JSONAnswer.response(BatchAnswer(progress), headers: [.vary: "Accept"])
        }
        guard let place = feeds.take() else { throw Problem.overloaded }
        let feed = BatchFeed(organization: grant.organization, batch: id, heartbeat: heartbeat)
        let request = call.request
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .vary: "Accept"],
            body: request.method == .head
                ? ResponseBody()
                : ResponseBody { writer in
                    try await feed.write(to: &writer, until: request.body)
                    try await writer.finish(nil)
                    // The place is given back with this closure, also where it never runs.
                    withExtendedLifetime(place) {}
                }
        )
    }

    @Sendable private func items(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("batch", of: "batch")
        let page = try await grant.organization.outcomes(
            of: id,
            state: try call.query.choice("state"),
            cursor: call.query.text("cursor"),
            limit: try call.query.limit()
        )
        return try JSONAnswer.response(Page(items: page.items.map(BatchItemAnswer.init), next: page.next))
    }

    @Sendable private func cancel(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let progress = try await grant.organization.cancelBatch(try call.id("batch", of: "batch"), actor: grant.actor)
        return try JSONAnswer.response(BatchAnswer(progress))
    }
}
