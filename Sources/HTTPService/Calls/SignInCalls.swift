import Foundation
import HTTPTypes
import Hummingbird
import Postoffice
import Providers

/// Signing in to mailboxes: begun by a call, ended on a page that the provider sends the mailbox's owner to.
///
/// Opening that page does nothing, for programs open links too; its button does.
struct SignInCalls: Sendable {
    let office: Postoffice

    var endpoints: [Endpoint] {
        [
            .granted(.manage, .post, "/v1/settings/methods/{kind}/authorization", begin),
            .granted(.manage, .delete, "/v1/settings/methods/{kind}/authorization", end),
            .open(.get, "/oauth/callback", answersHead: false, parameters: Self.parameters) { call in await ask(call) },
            .open(.post, "/oauth/callback", bodyLimit: 16_384) { call in await finish(call) },
        ]
    }

    /// What providers are known to send along; all but the first three are passed over.
    private static let parameters: Set<String> = [
        "code", "state", "error", "error_description", "error_subcode", "error_uri", "scope", "authuser", "prompt",
        "hd",
        "iss", "session_state", "client_info", "admin_consent",
    ]

    @Sendable private func begin(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let begun = try await office.beginSignIn(
            try call.methodKind(),
            for: grant.organization,
            actor: grant.actor
        )
        return try JSONAnswer.response(begun)
    }

    @Sendable private func end(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await grant.organization.signOut(try call.methodKind(), actor: grant.actor)
        return Response(status: .noContent)
    }

    private func ask(_ call: Call) async -> Response {
        guard let state = call.query.text("state"), let question = await office.signInQuestion(state: state) else {
            return ActionPage.over.response(status: .notFound)
        }
        guard let code = call.query.text("code") else {
            return ActionPage(
                title: "Not signed in",
                body:
                    "<p>The provider says: \(ActionPage.escaped(call.query.text("error") ?? "nothing")). Begin again.</p>"
            ).response(status: .badRequest)
        }
        let name = ActionPage.escaped(question.organization)
        let account = ActionPage.escaped(question.account)
        let (asked, yes) =
            switch question.purpose {
            case .sending:
                (
                    "Shall <strong>\(name)</strong> send mail as <strong>\(account)</strong>?",
                    "Yes, send by this mailbox"
                )
            case .reading:
                (
                    "Shall <strong>\(name)</strong> read the mail that comes back to <strong>\(account)</strong>?",
                    "Yes, read this mailbox"
                )
            }
        return ActionPage(
            title: "Sign in",
            body: """
                <p>\(asked)</p>
                <form method="post" action="?">
                <input type="hidden" name="state" value="\(ActionPage.escaped(state))">
                <input type="hidden" name="code" value="\(ActionPage.escaped(code))">
                <button>\(yes)</button>
                </form>
                <p class="quiet">If you did not ask for this, close the page: nothing happens then.</p>
                """
        ).response(status: .ok)
    }

    private func finish(_ call: Call) async -> Response {
        let form = Self.form(String(buffer: call.body))
        do {
            guard let state = form["state"], let code = form["code"],
                let done = try await office.finishSignIn(state: state, code: code)
            else { return ActionPage.over.response(status: .notFound) }
            return ActionPage(
                title: "Signed in",
                body:
                    "<p>\(ActionPage.escaped(done.organization)) now \(done.purpose == .sending ? "sends as" : "reads") "
                    + "\(ActionPage.escaped(done.account)). You can close this page.</p>"
            ).response(status: .ok)
        } catch {
            let words = (error as? SignInEndError)?.description ?? "It could not be kept. Begin again."
            return ActionPage(title: "Not signed in", body: "<p>\(ActionPage.escaped(words))</p>")
                .response(status: .badRequest)
        }
    }

    /// The fields of a form as browsers send them.
    private static func form(_ text: String) -> [String: String] {
        let pairs = text.split(separator: "&").compactMap { pair -> (String, String)? in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let value = halves[1].replacing("+", with: " ").removingPercentEncoding else {
                return nil
            }
            return (String(halves[0]), value)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
