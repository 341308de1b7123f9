import HTTPTypes
import Hummingbird
import Postoffice

/// Trying methods out, and confirming the addresses that they send as.
///
/// Opening the page of a link does nothing, for programs open links too; its button does.
struct SenderCalls: Sendable {
    let office: Postoffice

    private static let over = ActionPage(
        title: "This link cannot be used",
        body: "<p>It is not whole, or older than a week. Ask whoever wanted it for a new one.</p>"
    )

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .post, "/v1/settings/methods/{kind}/test", test),
            .granted(.manage, .post, "/v1/settings/methods/{kind}/verification", verify),
            .open(.get, "/verify/{token}") { call in await ask(call) },
            .open(.post, "/verify/{token}", bodyLimit: 16_384) { call in await confirm(call) },
        ]
    }

    @Sendable private func test(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(
            try await grant.organization.testMethod(try call.methodKind(), actor: grant.actor)
        )
    }

    @Sendable private func verify(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try JSONAnswer.response(
            try await grant.organization.verifySender(of: try call.methodKind(), actor: grant.actor)
        )
    }

    private func ask(_ call: Call) async -> Response {
        guard let token = try? call.part("token"), let question = await office.verificationQuestion(token: token) else {
            return Self.over.response(status: .notFound)
        }
        return ActionPage(
            title: "Is this your address?",
            body: """
                <p><strong>\(ActionPage.escaped(question.organization))</strong> wants to send documents as \
                <strong>\(ActionPage.escaped(question.address))</strong>.</p>
                <form method="post"><button>Yes, that is right</button></form>
                <p class="quiet">If you know nothing of this, close the page: nothing happens then.</p>
                """
        ).response(status: .ok)
    }

    private func confirm(_ call: Call) async -> Response {
        do {
            guard let token = try? call.part("token"), let done = try await office.confirmSender(token: token) else {
                return Self.over.response(status: .notFound)
            }
            let (name, address) = (ActionPage.escaped(done.organization), ActionPage.escaped(done.address))
            return ActionPage(
                title: "Confirmed",
                body: "<p>\(name) may now send as \(address). You can close this page.</p>"
            ).response(status: .ok)
        } catch {
            return ActionPage(title: "Not confirmed", body: "<p>It could not be kept. Try again in a moment.</p>")
                .response(status: .serviceUnavailable)
        }
    }
}
