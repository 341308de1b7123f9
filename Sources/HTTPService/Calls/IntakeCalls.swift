import HTTPTypes
import Hummingbird
import Postoffice

/// Where mail that comes back is read from, and how long it is waited for.
struct IntakeCalls: Sendable {
    let office: Postoffice

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .get, "/v1/settings/mailbox", mailbox),
            .granted(.manage, .put, "/v1/settings/mailbox", setMailbox),
            .granted(.manage, .delete, "/v1/settings/mailbox", removeMailbox),
            .granted(.manage, .post, "/v1/settings/mailbox/check", check),
            .granted(.manage, .post, "/v1/settings/mailbox/reading", read),
            .granted(.manage, .post, "/v1/settings/mailbox/authorization", beginSignIn),
            .granted(.manage, .delete, "/v1/settings/mailbox/authorization", signOut),
            .granted(.read, .get, "/v1/settings/waiting", waiting),
            .granted(.manage, .put, "/v1/settings/waiting", setWaiting),
        ]
    }

    @Sendable private func mailbox(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard let mailbox = try await grant.organization.mailbox() else {
            throw Problem(.notFound, "No bounce mailbox is set up; set one up with PUT.")
        }
        return try JSONAnswer.response(mailbox)
    }

    @Sendable private func setMailbox(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setMailbox(try call.json(MailboxRequest.self), actor: grant.actor)
        return try await mailbox(call, grant)
    }

    @Sendable private func removeMailbox(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.removeMailbox(actor: grant.actor)
        return Response(status: .noContent)
    }

    @Sendable private func check(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.checkMailbox())
    }

    @Sendable private func read(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.readMailbox())
    }

    @Sendable private func beginSignIn(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await office.beginMailboxSignIn(for: grant.organization, actor: grant.actor))
    }

    @Sendable private func signOut(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.signOutOfMailbox(actor: grant.actor)
        return Response(status: .noContent)
    }

    @Sendable private func waiting(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(try await grant.organization.waitingTime())
    }

    @Sendable private func setWaiting(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.setWaitingTime(try call.json(WaitingTime.self), actor: grant.actor)
        return try await waiting(call, grant)
    }
}
