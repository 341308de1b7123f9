import Foundation
import Ledger
import LocalProviders
import Mail
import Sending
import Testing

@testable import Providers

@Suite("What providers answer when something is wrong")
struct TroubleTests {
    private static func outcome(_ result: SendResult) -> String {
        switch result {
        case .sent: "sent"
        case .rejected(let report): "rejected \(report.failureClass?.rawValue ?? "")"
        case .deferred(_, let pauses): pauses ? "paused" : "deferred"
        case .uncertain: "uncertain"
        }
    }

    @Test(
        arguments: Mailroom.kinds,
        [
            ("limit", "paused"), ("trouble", "deferred"), ("gateway", "uncertain"), ("large", "rejected soft"),
            ("content", "rejected blocked"), ("hangup", "uncertain"),
        ]
    )
    func `each kind of trouble is told apart`(
        _ kind: MethodKind,
        _ trouble: (part: String, outcome: String)
    )
        async throws
    {
        try await LocalProviders.run { providers in
            let method = try await Mailroom(providers: providers).method(kind)
            let result = await method.send(try Mailroom.copy(to: "\(trouble.part)@example.com"))
            #expect(Self.outcome(result) == trouble.outcome)
            #expect(result.report.failure?.isEmpty == false)
            #expect(providers.mails.isEmpty)
            if trouble.part == "limit" {
                let next = try #require(result.report.nextAttemptAt)
                let wait = Double(next - Timestamp.now().microseconds) / 1_000_000
                #expect((60...121).contains(wait))
            }
        }
    }

    @Test(
        arguments: [
            (MethodKind.mailjet, "key"), (.sendgrid, "key"), (.mailgun, "key"), (.mailjet, "region"),
            (.sendgrid, "region"), (.mailgun, "region"),
        ]
    )
    func `a wrong key or region pauses the method and says what to look at`(
        _ kind: MethodKind,
        _ what: String
    )
        async throws
    {
        try await LocalProviders.run { providers in
            var room = Mailroom(providers: providers)
            if what == "key" {
                room.key = "key-wrong-999"
            } else {
                (room.mailjetRegion, room.sendGridRegion, room.mailgunRegion) = (.us, .eu, .eu)
            }
            let result = await (try await room.method(kind)).send(try Mailroom.copy(to: "a@example.com"))
            #expect(Self.outcome(result) == "paused")
            #expect(result.report.failure?.contains(what) == true)
            #expect("\(result)".contains(room.key) == false)
            #expect(providers.mails.isEmpty)
        }
    }

    @Test(arguments: [MethodKind.mailjet, .sendgrid])
    func `a sender that is not verified pauses the method`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            providers.conduct { $0.senders = ["example.be"] }
            let result = await (try await Mailroom(providers: providers).method(kind))
                .send(try Mailroom.copy(to: "a@example.com"))
            #expect(Self.outcome(result) == "paused")
            #expect(result.report.failure?.contains("From address") == true)
        }
    }

    @Test(arguments: [MethodKind.mailjet, .sendgrid, .mailgun])
    func `an address that the provider does not take is a hard failure`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let result = await (try await Mailroom(providers: providers).method(kind))
                .send(try Mailroom.copy(to: "klantö@example.com"))
            #expect(Self.outcome(result) == "rejected hard")
        }
    }

    @Test func `a page that answers 200 is not taken for Mailgun`() async throws {
        try await LocalProviders.run { providers in
            var addresses = ProviderAddresses()
            addresses[.mailgun] = try ProviderAddress(parsing: providers.address("mailgun") + "/elsewhere")
            let method = MailgunMethod(
                settings: MailgunSettings(domain: "mg.example.com"),
                key: "key-good-000111",
                addresses: addresses
            )
            let result = await method.send(try Mailroom.copy(to: "a@example.com"))
            #expect(Self.outcome(result) == "paused")
            #expect(result.report.code == 200)
        }
    }

    @Test func `where nobody listens nothing was handed over`() async throws {
        // The port is asked for and given back, so that nobody listens there.
        let port = try await LocalProviders.run { $0.port }
        var addresses = ProviderAddresses()
        addresses[.sendgrid] = try ProviderAddress(parsing: "http://127.0.0.1:\(port)")
        let method = SendGridMethod(settings: SendGridSettings(), key: "key-secret", addresses: addresses)
        let result = await method.send(try Mailroom.copy(to: "a@example.com"))
        #expect(Self.outcome(result) == "deferred")
        #expect(result.report.stage == "call")
    }

    @Test(arguments: [MethodKind.gmail, .microsoft365])
    func `a sign-in that is taken back asks to sign in again`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let room = Mailroom(providers: providers)
            let shelf = MemoryShelf()
            let tokens = try await room.signedIn(kind, shelf: shelf)
            let addresses = try room.settings().addresses
            let method: any SendingMethod =
                kind == .gmail
                ? GmailMethod(tokens: tokens, addresses: addresses)
                : Microsoft365Method(tokens: tokens, addresses: addresses)
            providers.conduct { $0.isRevoked = true }
            let result = await method.send(try Mailroom.copy(to: "a@example.com"))
            #expect(Self.outcome(result) == "paused")
            #expect(result.report.failure == "sign in again: postboek method sign-in \(kind.rawValue)")
            #expect(try await TokenKeeper.state(of: shelf.shelf, need: room.need(kind)) == .signInAgain)
        }
    }

    @Test func `an address must be https, or this machine`() {
        #expect((try? ProviderAddress(parsing: "https://api.example.com/")).map(\.url) == "https://api.example.com")
        #expect((try? ProviderAddress(parsing: "http://localhost:8080/x")).map(\.host) == "localhost")
        for text in [
            "http://api.example.com", "api.example.com", "https://u:p@example.com", "https://a.example?x=1", "",
        ] {
            #expect(throws: ProviderAddressError.self) { try ProviderAddress(parsing: text) }
        }
    }

    @Test(
        arguments: [
            (["Retry-After": "30"], 30), (["retry-after": "999999"], 86_400), (["Retry-After": "-5"], 1),
            (["Retry-After": "Thu, 09 Oct 2025 08:54:20 GMT"], 60), (["X-RateLimit-Reset": "1760000090"], 90),
            (["X-RateLimit-Reset": "15"], 15), (["Retry-After": "soon"], nil), ([:], nil),
        ] as [([String: String], Int64?)]
    )
    func `when to ask again is read in every form, within bounds`(_ headers: [String: String], _ seconds: Int64?) {
        // 9 October 2025, 08:53:20 UTC.
        let now = Timestamp(microseconds: 1_760_000_000_000_000)
        let answer = ProviderAnswer(status: 429, headers: headers.map { ($0.key, $0.value) }, body: [], server: "x")
        #expect(answer.retryAt(now: now)?.microseconds == seconds.map { now.microseconds + $0 * 1_000_000 })
    }
}
