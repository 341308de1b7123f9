import HTTPTypes
import Hummingbird
import Ledger
import MailLedger
import Postoffice

/// The ledger's feed.
struct EventCalls: Sendable {
    let feeds: FeedCount
    let heartbeat: Duration

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/events", parameters: ["after", "limit"], events)
        ]
    }

    @Sendable private func events(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let after = try call.query.position("after")
        let types = ["application/json", "text/event-stream"]
        if MediaRange.best(of: types, accept: call.request.headers[.accept]) == "text/event-stream" {
            return try await feed(call, grant.organization, after: after)
        }
        let events = try await grant.organization.events(after: after, limit: try call.query.limit())
        return try JSONAnswer.response(
            EventsAnswer(events: events.map(EventAnswer.init), next: events.last?.position ?? after),
            headers: [.vary: "Accept"]
        )
    }

    private func feed(_ call: Call, _ organization: Organization, after: Int64?) async throws -> Response {
        let epoch = organization.ledger.epoch
        let start = try call.request.headers[.lastEventID].map { try Self.position($0, epoch: epoch) } ?? after
        let limit = try call.query.number("limit", in: 1...1_000_000)
        guard let place = feeds.take() else { throw Problem.overloaded }
        let feed = EventFeed(
            organization: organization,
            epoch: epoch,
            after: start,
            limit: limit.map(Int.init) ?? .max,
            heartbeat: heartbeat
        )
        let request = call.request
        let isHead = request.method == .head
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .vary: "Accept"],
            body: isHead
                ? ResponseBody()
                : ResponseBody { writer in
                    try await feed.write(to: &writer, until: request.body)
                    try await writer.finish(nil)
                    // The place is given back with this closure, also where it never runs.
                    withExtendedLifetime(place) {}
                }
        )
    }

    /// The position in a Last-Event-ID, which is `EPOCH.POSITION`.
    private static func position(_ text: String, epoch: Int) throws -> Int64 {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let itsEpoch = Int(parts[0]), let position = Int64(parts[1]), position >= 0 else {
            throw Problem(.malformedRequest, "Last-Event-ID is not one that this feed gave out (EPOCH.POSITION).")
        }
        guard itsEpoch == epoch else {
            throw Problem(
                .otherEpoch,
                "A backup was restored since: the ledger is in epoch \(epoch). Read it again from the beginning."
            )
        }
        return position
    }
}
