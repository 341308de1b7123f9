import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// All mail providers on one port of this machine, each behaving as its documentation says, with its errors.
///
/// What it takes it keeps, so that a test can see who would have got a mail. Some local parts of recipients play a part at
/// every provider: `limit`, `trouble`, `gateway`, `large`, `content` and `hangup`.
package final class LocalProviders: Sendable {
    /// Where it listens.
    package let port: Int
    let state = Mutex(State())

    private init(port: Int) {
        self.port = port
    }

    /// What is set and what was seen.
    struct State {
        var requests: [LocalRequest] = []
        var mails: [TakenMail] = []
        var conduct = LocalConduct()
        var codes: [String: LocalCode] = [:]
        var refreshTokens: [String: LocalGrant] = [:]
        var accessTokens: [String: LocalGrant] = [:]
        var count = 0

        /// A number that was not given before.
        mutating func next() -> Int {
            count += 1
            return count
        }
    }

    /// The address of one provider, by the name under which the operator sets it.
    package func address(_ name: String) -> String {
        let path =
            switch name {
            case "microsoft-authorize": "/{tenant}/authorize"
            case "microsoft-token": "/{tenant}/token"
            default: ""
            }
        return "http://127.0.0.1:\(port)/\(name)\(path)"
    }

    /// The names of all addresses.
    package static let names = [
        "mailjet", "mailjet-us", "sendgrid", "sendgrid-eu", "mailgun", "mailgun-eu", "gmail", "graph",
        "google-authorize", "google-token", "microsoft-authorize", "microsoft-token",
    ]

    /// All requests so far, in order.
    package var requests: [LocalRequest] { state.withLock { $0.requests } }

    /// All mails taken so far, in order.
    package var mails: [TakenMail] { state.withLock { $0.mails } }

    /// How the providers behave.
    package func conduct(_ change: (inout LocalConduct) -> Void) {
        state.withLock { change(&$0.conduct) }
    }

    /// Ends all access tokens before their time; those for renewal stay good.
    package func endAccessTokens() {
        state.withLock { $0.accessTokens = [:] }
    }

    /// Runs a body with the providers.
    package static func run<Value>(_ body: (LocalProviders) async throws -> Value) async throws -> Value {
        let found = Mutex<LocalProviders?>(nil)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 64)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(
                        LocalHandler { request in found.withLock { $0 }?.answer(to: request) ?? .hangUp }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let providers = LocalProviders(port: listener.localAddress?.port ?? 0)
        found.withLock { $0 = providers }
        do {
            let value = try await body(providers)
            try await listener.close().get()
            return value
        } catch {
            try? await listener.close().get()
            throw error
        }
    }

    private func answer(to request: LocalRequest) -> LocalAnswer {
        state.withLock { state in
            state.requests.append(request)
            let parts = request.path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true)
            var inner = request
            inner.path = "/" + (parts.count > 1 ? parts[1] : "")
            switch parts.first.map(String.init) {
            case "mailjet": return LocalMailjet(region: "eu").answer(inner, &state)
            case "mailjet-us": return LocalMailjet(region: "us").answer(inner, &state)
            case "sendgrid": return LocalSendGrid(region: "global").answer(inner, &state)
            case "sendgrid-eu": return LocalSendGrid(region: "eu").answer(inner, &state)
            case "mailgun": return LocalMailgun(region: "us").answer(inner, &state)
            case "mailgun-eu": return LocalMailgun(region: "eu").answer(inner, &state)
            case "gmail": return LocalGmail().answer(inner, &state)
            case "graph": return LocalGraph().answer(inner, &state)
            case "google-authorize", "microsoft-authorize": return LocalSignIn().authorize(inner, &state)
            case "google-token": return LocalSignIn().token(inner, rotates: false, &state)
            case "microsoft-token": return LocalSignIn().token(inner, rotates: true, &state)
            case "introspect": return LocalSignIn().introspect(inner, state)
            default: return .text(404, "no such provider")
            }
        }
    }
}

/// How the providers behave; what is not changed is an account in good order.
package struct LocalConduct: Sendable {
    /// The key that Mailjet, SendGrid and Mailgun take.
    package var key = "key-good-000111"
    /// The public half of Mailjet's pair.
    package var apiKey = "public-key"
    /// Where the account lives: at Mailjet `eu` or `us`, at SendGrid `global` or `eu`, at Mailgun `us` or `eu`.
    package var regions = ["mailjet": "eu", "sendgrid": "global", "mailgun": "us"]
    /// Mailgun's domain.
    package var domain = "mg.example.com"
    /// The domains from which senders are verified.
    package var senders = ["example.nl"]
    /// The client that is registered at Google and Microsoft.
    package var clientID = "client-1"
    /// Its secret.
    package var clientSecret = "client-secret-222"
    /// How many seconds an access token lasts.
    package var tokenSeconds = 3600
    /// What the user allows; nil allows what is asked for.
    package var allowedScope: String?
    /// Whose mailbox the tokens are for.
    package var account = "bounces@example.test"
    /// Whether all that was allowed is taken back.
    package var isRevoked = false
    /// Whether Gmail and Microsoft give mails a Message-ID of their own.
    package var rewritesMessageID = false
    /// What a lookup tells: events of a mail, by its tag, in each provider's own form.
    package var history: [String: String] = [:]

    package init() {}
}

/// A mail that a provider took.
package struct TakenMail: Sendable {
    /// The provider's name.
    package var provider: String
    /// Everybody who would get it.
    package var recipients: [String]
    /// Our tag, where the provider has a place for it.
    package var tag: String?
    /// Whether the provider was told, in this call, to track neither opens nor clicks; nil where it tracks nothing.
    package var tracksNothing: Bool?
    /// The whole mail, where it was handed over whole.
    package var raw: String?
    /// The provider's id.
    package var id: String
    /// The Message-ID it has there.
    package var messageID: String?
    /// The subject.
    package var subject: String?
}
