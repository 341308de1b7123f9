import AsyncHTTPClient
import Foundation
import LocalProviders
import NIOCore
import NIOHTTP1
import Testing

@Suite("Signing in to the bounce mailbox", .serialized)
struct MailboxSignInTests {
    private struct Mailbox: Decodable {
        var host: String
        var provider: String?
        var authorization: String?
        var hasSecret: Bool
        var problem: String?
    }

    private struct Reports: Decodable {
        struct Item: Decodable {
            var source: String
        }
        var items: [Item]
    }

    private struct Begun: Decodable {
        var url: String
    }

    private static let path = "/v1/settings/mailbox"

    @Test(arguments: [("gmail", "imap"), ("microsoft365", "pop3")])
    func `lets it be read with tokens that are renewed, until the owner takes them back`(
        provider: String,
        access: String
    ) async throws {
        guard await DovecotSignIn.isAvailable else { return }
        try await withEverything(provider, access) { service, providers, mailbox in
            let elsewhere = Self.request(provider, access, ",\"host\":\"x.example\"")
            let host = try await service.call("PUT", Self.path, json: elsewhere)
            #expect(host.status == 422)
            #expect(host.text.contains("leave it out"))
            let given = Self.request(provider, access, ",\"token\":\"t\"")
            let token = try await service.call("PUT", Self.path, json: given)
            #expect(token.status == 422)
            try await set(provider, access, service)
            let before = try await state(service)
            #expect(before.authorization == "not_signed_in")
            #expect(before.hasSecret == false)
            #expect(before.host == "localhost")
            let refused = try await service.call("POST", "\(Self.path)/check")
            #expect(refused.status == 409)
            #expect(refused.text.contains("postboek mailbox sign-in"), "\(refused.text)")

            // Tokens that end within minutes are renewed for each reading.
            providers.conduct { $0.tokenSeconds = 60 }
            try await signIn(service)
            #expect(try await state(service).authorization == "signed_in")
            // The service begins to read by itself, too.
            try await read(service, mailbox) {
                try await service.call("GET", "/v1/reports").json(as: Reports.self).items.count == 1
            }
            let renewals = Self.renewals(providers)
            try await read(service, mailbox) { Self.renewals(providers) > renewals }

            // A token that the server no longer takes is renewed before its time.
            providers.conduct { $0.tokenSeconds = 3600 }
            let lasting = Self.renewals(providers)
            try await read(service, mailbox) { Self.renewals(providers) > lasting }
            providers.endAccessTokens()
            try await read(service, mailbox) { Self.renewals(providers) > lasting + 1 }

            providers.conduct { $0.isRevoked = true }
            providers.endAccessTokens()
            let lost = try await service.call("POST", "\(Self.path)/reading")
            #expect(lost.status == 409)
            let after = try await state(service)
            #expect(after.authorization == "sign_in_again")
            #expect(after.problem?.contains("sign in to the bounce mailbox again") == true)
            let shown = try await FinishedCommand.run(
                "postboek",
                ["mailbox", "show", "--url", service.url, "--key", service.accessKey]
            )
            #expect(shown.output.contains("sign in again: postboek mailbox sign-in"))

            providers.conduct { $0.isRevoked = false }
            try await signIn(service)
            try await read(service, mailbox) { true }
            #expect(try await state(service).problem == nil)
            let events = try await service.call("GET", "/v1/events?limit=200").text
            for secret in ["access-token-", "refresh-token-", "client-secret-222"] {
                #expect(!events.contains(secret))
                #expect(!service.process.errors.contains(secret))
            }
            #expect(try await service.call("DELETE", "\(Self.path)/authorization").status == 204)
            #expect(try await state(service).authorization == "not_signed_in")
        }
    }

    private static func request(_ provider: String, _ access: String, _ more: String) -> String {
        "{\"provider\":\"\(provider)\",\"protocol\":\"\(access)\",\"username\":\"bounces@example.test\"\(more)}"
    }

    private func withEverything(
        _ provider: String,
        _ access: String,
        _ body: (RunningService, LocalProviders, DovecotMailbox) async throws -> Void
    ) async throws {
        try await LocalProviders.run { providers in
            try await DovecotMailbox.run(
                introspection: providers.address("introspect"),
                mails: [Self.bounce]
            ) { mailbox in
                try await withScratchFolder { scratch in
                    let server = provider == "gmail" ? "GMAIL" : "MICROSOFT"
                    let port = access == "imap" ? mailbox.imapPort : mailbox.pop3Port
                    var environment = [
                        "POSTBOEK_GOOGLE_CLIENT_ID": "client-1", "POSTBOEK_GOOGLE_CLIENT_SECRET": "client-secret-222",
                        "POSTBOEK_MICROSOFT_CLIENT_ID": "client-1",
                        "POSTBOEK_MICROSOFT_CLIENT_SECRET": "client-secret-222",
                        "POSTBOEK_PROVIDER_\(server)_\(access.uppercased())": "localhost:\(port)",
                        "POSTBOEK_PROVIDER_TRUST_ROOTS": mailbox.certificate,
                    ]
                    for name in LocalProviders.names {
                        let variable = name.uppercased().replacing("-", with: "_")
                        environment["POSTBOEK_PROVIDER_\(variable)"] = providers.address(name)
                    }
                    let service = try await RunningService.start(data: "\(scratch)/data", environment: environment)
                    do {
                        try await body(service, providers, mailbox)
                    } catch {
                        await service.stop()
                        throw error
                    }
                    await service.stop()
                }
            }
        }
    }

    private func set(_ provider: String, _ access: String, _ service: RunningService) async throws {
        let set = try await FinishedCommand.run(
            "postboek",
            [
                "mailbox", "set", "--provider", provider, "--access", access, "--username", "bounces@example.test",
                "--poll", "86400", "--url", service.url, "--key", service.accessKey,
            ]
        )
        #expect(set.code == 0, "\(set.errors)")
        #expect(set.output.contains("postboek mailbox sign-in"))
    }

    private func state(_ service: RunningService) async throws -> Mailbox {
        try await service.call("GET", Self.path).json(as: Mailbox.self)
    }

    private static func renewals(_ providers: LocalProviders) -> Int {
        providers.requests.count { $0.text.contains("grant_type=refresh_token") }
    }

    /// Reads until something is so, at most some seconds.
    private func read(
        _ service: RunningService,
        _ mailbox: DovecotMailbox,
        until isSo: () async throws -> Bool
    ) async throws {
        for _ in 0..<100 {
            let answer = try await service.call("POST", "\(Self.path)/reading")
            guard answer.status == 200 else { throw ServerFailure("\(answer.text)\n\(mailbox.log)") }
            if try await isSo() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw ServerFailure("it did not come to that\n\(mailbox.log)")
    }

    /// Does what the mailbox's owner does: opens the page, allows what is asked, comes back, presses the button.
    private func signIn(_ service: RunningService) async throws {
        let begun = try await FinishedCommand.run(
            "postboek",
            ["mailbox", "sign-in", "--json", "--url", service.url, "--key", service.accessKey]
        )
        #expect(begun.code == 0, "\(begun.errors)")
        let consent = try await BrowserCall.fetch("GET", try begun.json(as: Begun.self).url)
        let target = try #require(consent.location.flatMap { URLComponents(string: $0) })
        let query = try #require(target.percentEncodedQuery)
        let page = try await BrowserCall.fetch("GET", "\(service.url)\(target.path)?\(query)")
        #expect(page.body.contains("read the mail that comes back to"), "\(page.body)")
        let done = try await BrowserCall.fetch("POST", "\(service.url)/oauth/callback", form: query)
        #expect(done.status == 200, "\(done.body)")
    }

    /// A report about a mail that nobody here sent.
    private static let bounce = """
        Return-Path: <>
        From: Mail Delivery System <mailer-daemon@mx.example.test>
        To: bounces@example.test
        Subject: Undelivered Mail Returned to Sender
        Date: Sun, 22 Nov 2026 08:00:00 +0000
        Message-ID: <report-1@mx.example.test>
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain

        Your mail could not be delivered.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.test

        Final-Recipient: rfc822; nobody@example.test
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 no such user

        --b--

        """
}
