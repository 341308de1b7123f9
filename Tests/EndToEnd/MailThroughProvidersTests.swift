import AsyncHTTPClient
import Foundation
import LocalProviders
import NIOCore
import NIOHTTP1
import Testing

@Suite("A document mailed by a provider's interface", .serialized)
struct MailThroughProvidersTests {
    private struct Message: Decodable {
        struct Recipient: Decodable {
            var address: String
            var status: String
            var reason: String?
        }
        var id: String
        var recipients: [Recipient]
    }

    private struct Methods: Decodable {
        struct Item: Decodable {
            struct Condition: Decodable {
                var state: String
                var advice: String?
            }
            var kind: String
            var condition: Condition
        }
        var methods: [Item]
    }

    private struct Begun: Decodable {
        var url: String
    }

    /// What is typed to set a kind up.
    private static let settings: [String: [String]] = [
        "mailjet": ["--api-key", "public-key", "--secret-key-file", "KEY"],
        "sendgrid": ["--api-key-file", "KEY"],
        "mailgun": ["--api-key-file", "KEY", "--domain", "mg.example.com"],
        "gmail": [], "microsoft365": [],
    ]

    /// The kinds whose three mails are seen here.
    static let kinds = settings.keys.sorted()

    @Test(arguments: kinds)
    func `to, copy and archive are three mails`(_ kind: String) async throws {
        try await withServiceAndProviders(kind) { service, providers in
            if kind == "gmail" || kind == "microsoft365" { try await signIn(kind, service, providers) }
            #expect(try await state(of: kind, service).state == "ready")
            let posted = try await service.call("POST", "/v1/messages", json: Self.message(kind))
            #expect(posted.status == 202, "\(posted.text)")
            let id = try posted.json(as: Message.self).id
            let answer = try await service.poll("/v1/messages/\(id)") { answer in
                try answer.json(as: Message.self).recipients.allSatisfy { $0.reason?.contains("took it") == true }
            }
            #expect(try answer.json(as: Message.self).recipients.count == 3)
            let got = providers.mails.flatMap(\.recipients).sorted()
            #expect(got == ["archive@example.nl", "copy@example.com", "customer@example.com"])
            #expect(providers.mails.allSatisfy { $0.tracksNothing != false })
            let secrets = ["key-good-000111", "client-secret-222", "access-token-", "refresh-token-"]
            #expect(secrets.allSatisfy { !service.process.errors.contains($0) })
        }
    }

    @Test func `a sign-in that is taken back is shown, and mail waits until it is given again`() async throws {
        try await withServiceAndProviders("gmail") { service, providers in
            let before = try await state(of: "gmail", service)
            #expect(before.state == "sign_in")
            #expect(before.advice?.contains("postboek method sign-in gmail") == true)
            try await signIn("gmail", service, providers)
            providers.conduct { $0.isRevoked = true }
            let posted = try await service.call("POST", "/v1/messages", json: Self.message("gmail"))
            let id = try posted.json(as: Message.self).id
            _ = try await service.poll("/v1/messages/\(id)") { answer in
                try answer.json(as: Message.self).recipients.contains { $0.reason?.contains("sign in again") == true }
            }
            #expect(try await state(of: "gmail", service).state == "sign_in")
            #expect(providers.mails.isEmpty)
            providers.conduct { $0.isRevoked = false }
            try await signIn("gmail", service, providers)
            _ = try await service.poll("/v1/messages/\(id)") { answer in
                try answer.json(as: Message.self).recipients.allSatisfy { $0.reason?.contains("took it") == true }
            }
            #expect(providers.mails.count == 3)
        }
    }

    @Test func `opening the page a provider sends people back to does nothing, and its button works once`() async throws
    {
        try await withServiceAndProviders("gmail") { service, providers in
            let back = try await callback("gmail", service, providers)
            for _ in 0..<3 {
                let page = try await BrowserCall.fetch("GET", service.url + back.pathAndQuery)
                #expect(page.status == 200)
                #expect(page.body.contains("office@example.nl"))
            }
            #expect(try await state(of: "gmail", service).state == "sign_in")
            let forged = try await BrowserCall.fetch("POST", service.url + "/oauth/callback", form: "code=x&state=y.z")
            #expect(forged.status == 404)
            for status in [200, 404] {
                let done = try await BrowserCall.fetch("POST", service.url + "/oauth/callback", form: back.form)
                #expect(done.status == status)
            }
            #expect(try await state(of: "gmail", service).state == "ready")
            let signedOut = try await service.call("DELETE", "/v1/settings/methods/gmail/authorization")
            #expect(signedOut.status == 204)
            #expect(try await state(of: "gmail", service).state == "sign_in")
        }
    }

    private func withServiceAndProviders(
        _ kind: String,
        _ body: (RunningService, LocalProviders) async throws -> Void
    ) async throws {
        try await LocalProviders.run { providers in
            try await withScratchFolder { scratch in
                var environment = [
                    "POSTBOEK_GOOGLE_CLIENT_ID": "client-1", "POSTBOEK_GOOGLE_CLIENT_SECRET": "client-secret-222",
                    "POSTBOEK_MICROSOFT_CLIENT_ID": "client-1",
                    "POSTBOEK_MICROSOFT_CLIENT_SECRET": "client-secret-222",
                ]
                for name in LocalProviders.names {
                    let variable = name.uppercased().replacing("-", with: "_")
                    environment["POSTBOEK_PROVIDER_\(variable)"] = providers.address(name)
                }
                let service = try await RunningService.start(data: "\(scratch)/data", environment: environment)
                do {
                    try Data("key-good-000111\n".utf8).write(to: URL(filePath: "\(scratch)/key"))
                    let typed = (Self.settings[kind] ?? []).map { $0 == "KEY" ? "\(scratch)/key" : $0 }
                    let set = try await FinishedCommand.run(
                        "postboek",
                        ["method", "set", kind, "--url", service.url, "--key", service.accessKey]
                            + ["--from", "office@example.nl", "--from-name", "Example BV"] + typed
                    )
                    #expect(set.code == 0, "\(set.errors)")
                    let signsIn = kind == "gmail" || kind == "microsoft365"
                    #expect(
                        set.output.contains("postboek method \(signsIn ? "sign-in" : "test") \(kind)"),
                        "\(set.output)"
                    )
                    try await body(service, providers)
                } catch {
                    await service.stop()
                    throw error
                }
                await service.stop()
            }
        }
    }

    /// Where a provider sends the mailbox's owner back to, once sending was allowed.
    private func callback(
        _ kind: String,
        _ service: RunningService,
        _ providers: LocalProviders
    ) async throws -> (pathAndQuery: String, form: String) {
        let begun = try await FinishedCommand.run(
            "postboek",
            ["method", "sign-in", kind, "--json", "--url", service.url, "--key", service.accessKey]
        )
        #expect(begun.code == 0, "\(begun.errors)")
        let consent = try await BrowserCall.fetch("GET", try begun.json(as: Begun.self).url)
        let location = try #require(consent.location)
        let target = try #require(URLComponents(string: location))
        let query = try #require(target.percentEncodedQuery)
        return ("\(target.path)?\(query)", query)
    }

    private func signIn(_ kind: String, _ service: RunningService, _ providers: LocalProviders) async throws {
        let back = try await callback(kind, service, providers)
        let done = try await BrowserCall.fetch("POST", service.url + "/oauth/callback", form: back.form)
        #expect(done.status == 200, "\(done.body)")
    }

    private func state(of kind: String, _ service: RunningService) async throws -> Methods.Item.Condition {
        let methods = try await service.call("GET", "/v1/settings/methods").json(as: Methods.self).methods
        return try #require(methods.first { $0.kind == kind }).condition
    }

    private static func message(_ kind: String) -> String {
        """
        {"document": {"id": "invoice-1", "type": "invoice", "number": "1"}, "method": "\(kind)", "trackOpens": true, \
        "to": [{"address": "customer@example.com", "name": "Customer"}], "cc": [{"address": "copy@example.com"}], \
        "archive": [{"address": "archive@example.nl"}], "subject": "Invoice 1", "text": "Please pay.", \
        "attachments": [{"name": "1.pdf", "mediaType": "application/pdf", "content": "JVBERi0xLjQK"}]}
        """
    }
}
