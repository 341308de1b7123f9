import HTTPTypes
import Hummingbird
import Ledger
import Postoffice

/// What can still be done about a message that was queued: withdraw it, or send it again.
struct MessageControlCalls: Sendable {
    private struct CancelRequest: Decodable {
        var recipients: [Int]?
    }

    private struct CancelAnswer: Encodable {
        let id: String
        let cancelled: [Int]
        let tooLate: [Int]
    }

    var endpoints: [Endpoint] {
        [
            .granted(.send, .post, "/v1/messages/{message}/cancel", bodyLimit: 10_000, cancel),
            .granted(.send, .post, "/v1/messages/{message}/resend", bodyLimit: 100_000, resend),
        ]
    }

    @Sendable private func cancel(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let request: CancelRequest = try call.optionalJSON() ?? CancelRequest()
        let cancelled = try await grant.organization.cancel(
            try call.id("message", of: "message"),
            recipients: request.recipients,
            actor: grant.actor
        )
        return try JSONAnswer.response(
            CancelAnswer(
                id: cancelled.id.description,
                cancelled: cancelled.cancelled,
                tooLate: cancelled.tooLate
            )
        )
    }

    @Sendable private func resend(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let submitted = try await grant.organization.resend(
            try call.id("message", of: "message"),
            try call.optionalJSON() ?? ResendRequest(),
            idempotency: try call.callersKey(),
            actor: grant.actor
        )
        return try JSONAnswer.response(
            SubmittedAnswer(submitted),
            status: .accepted,
            headers: [.location: "/v1/messages/\(submitted.id)", .position: String(submitted.position)]
        )
    }
}
