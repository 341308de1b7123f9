import HTTPTypes
import Hummingbird
import Ledger
import Postoffice

/// The sources of evidence, and asking anew.
struct FeedCalls: Sendable {
    private struct Feeds: Encodable, Sendable {
        let items: [Feed]
    }

    private struct Feed: Encodable, Sendable {
        let feed: String
        let state: String
        let reason: String?
        let since: String?
        let lastHeardAt: String?
        let heard: Int
        let failed: Int
        let wrongAddress: Int
        let lastFailedAt: String?
        let lastFailure: String?

        init(_ report: FeedReport) {
            let finding = report.finding ?? report.stated
            feed = report.name
            reason = finding.reason
            if finding.reason != nil {
                state = "silent"
            } else if report.isOff {
                state = "off"
            } else {
                state = report.heardAt == nil ? "waiting" : "heard"
            }
            since = report.since?.description
            lastHeardAt = report.heardAt?.description
            heard = report.page.heard
            failed = report.page.failed
            wrongAddress = report.page.strangers
            lastFailedAt = report.page.failedAt?.description
            lastFailure = report.page.failure
        }
    }

    private struct Refreshed: Encodable, Sendable {
        struct Copy: Encodable, Sendable {
            let recipient: Int
            let wasAsked: Bool
            let new: Int
            let explanation: String
        }

        let id: String
        let recipients: [Copy]
    }

    var endpoints: [Endpoint] {
        [
            .granted(.read, .get, "/v1/feeds", list),
            .granted(.send, .post, "/v1/messages/{message}/refresh", refresh),
        ]
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(Feeds(items: try await grant.organization.feedReports().map { Feed($0) }))
    }

    @Sendable private func refresh(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("message", of: "message")
        let answer = try await grant.organization.refresh(id)
        let copies = answer.copies.map { copy in
            Refreshed.Copy(
                recipient: copy.recipient,
                wasAsked: copy.wasAsked,
                new: copy.new,
                explanation: copy.explanation
            )
        }
        return try JSONAnswer.response(Refreshed(id: id.description, recipients: copies))
    }
}
