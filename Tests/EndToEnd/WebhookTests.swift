import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("Providers' calls to the real service")
struct WebhookTests {
    private struct Queued: Decodable {
        var id: String
    }

    private struct Message: Decodable {
        struct Recipient: Decodable {
            var internetMessageId: String
            var failureClass: String?
        }
        var status: String
        var recipients: [Recipient]
    }

    private struct Webhook: Decodable {
        var url: String
    }

    private struct Feeds: Decodable {
        struct Feed: Decodable {
            var feed: String
            var heard: Int
            var failed: Int
            var wrongAddress: Int
        }
        var items: [Feed]
    }

    private static let mailgunKey = "the-signing-key-of-this-test"

    /// Signs with openssl, so that what checks is not what signed.
    private func openssl(_ arguments: [String]) async throws {
        let finished = try await FinishedCommand.run(program: "/usr/bin/openssl", arguments)
        guard finished.code == 0 else { throw Failed(words: finished.errors) }
    }

    private struct Failed: Error {
        let words: String
    }

    private func mailgun(_ data: String, in scratch: String, key: String = mailgunKey) async throws -> String {
        let timestamp = String(Int(Date().timeIntervalSince1970))
        let token = UUID().uuidString
        let (signed, code) = ("\(scratch)/signed", "\(scratch)/code")
        try Data("\(timestamp)\(token)".utf8).write(to: URL(filePath: signed))
        try await openssl(["dgst", "-sha256", "-hmac", key, "-binary", "-out", code, signed])
        let signature = try Data(contentsOf: URL(filePath: code)).map { String(format: "%02x", $0) }.joined()
        return """
            {"signature":{"timestamp":"\(timestamp)","token":"\(token)","signature":"\(signature)"},"event-data":\(data)}
            """
    }

    private func post(_ url: String, _ body: String, headers: [String: String] = [:]) async throws -> Int {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.headers.add(name: "Content-Type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body))
        return Int(try await HTTPClient.shared.execute(request, timeout: .seconds(60)).status.code)
    }

    private func send(_ number: Int, _ service: RunningService) async throws -> (id: String, messageID: String) {
        let body = """
            {"to":[{"address":"uncertain@example.com"}],"subject":"Invoice \(number)","text":"Here it is.",
            "method":"sandbox"}
            """
        let id = try await service.call("POST", "/v1/messages", json: body).json(as: Queued.self).id
        let answer = try await service.poll("/v1/messages/\(id)") { answer in
            try answer.json(as: Message.self).status == "unknown"
        }
        let recipient = try #require(try answer.json(as: Message.self).recipients.first)
        return (id, recipient.internetMessageId)
    }

    @Test func `what signed calls say is in the statuses, also after a crash, and bad calls are refused and counted`()
        async throws
    {
        try await withScratchFolder { scratch in
            let keyFile = "\(scratch)/mailgun.key"
            try Data(Self.mailgunKey.utf8).write(to: URL(filePath: keyFile))
            let service = try await RunningService.start(data: "\(scratch)/data")
            do {
                let access = ["--url", service.url, "--key", service.accessKey]
                let set = try await FinishedCommand.run(
                    "postboek",
                    ["webhook", "set", "mailgun", "--key-file", keyFile, "--json"] + access
                )
                let path = try URL(string: set.json(as: Webhook.self).url)?.path ?? "/"
                let hook = service.url + path
                let (delivered, first) = try await send(1, service)
                let (bounced, second) = try await send(2, service)
                func data(_ messageID: String, _ fields: String) -> String {
                    """
                    {"id":"e-\(messageID.prefix(8))","timestamp":1760000000.5,"recipient":"uncertain@example.com",
                    "message":{"headers":{"message-id":"\(messageID)"}},\(fields)}
                    """
                }
                let good = try await mailgun(data(first, "\"event\":\"delivered\""), in: scratch)
                let bad = try await mailgun(
                    data(
                        second,
                        """
                        "event":"failed","severity":"permanent","reason":"bounce",
                        "delivery-status":{"code":550,"enhanced-code":"5.1.1","message":"no such user"}
                        """
                    ),
                    in: scratch
                )
                #expect(try await post(hook, good) == 200)
                #expect(try await post(hook, bad) == 200)
                #expect(try await post(hook, good) == 200)
                let forged = try await mailgun(data(first, "\"event\":\"complained\""), in: scratch, key: "not-the-key")
                #expect(try await post(hook, forged) == 403)
                #expect(try await post(hook + "x", good) == 403)
                #expect(try await post(hook, good.replacing("delivered", with: "complained")) == 406)

                let feeds = try await service.call("GET", "/v1/feeds").json(as: Feeds.self).items
                #expect(feeds.map(\.feed) == ["webhook.mailgun"])
                #expect(feeds.map(\.heard) == [3])
                #expect(feeds.map(\.failed) == [2])
                #expect(feeds.map(\.wrongAddress) == [1])
                let shown = try await FinishedCommand.run("postboek", ["feeds"] + access)
                #expect(shown.output.contains("webhook.mailgun"))
                await service.kill()

                try await RunningService.run(data: "\(scratch)/data", accessKey: service.accessKey) { service in
                    let first = try await service.call("GET", "/v1/messages/\(delivered)").json(as: Message.self)
                    #expect(first.status == "delivered")
                    let second = try await service.call("GET", "/v1/messages/\(bounced)").json(as: Message.self)
                    #expect(second.status == "failed")
                    #expect(second.recipients.first?.failureClass == "hard")
                    #expect(try await post(service.url + path, good) == 200)
                    let log = service.process.errors
                    let secret = try #require(path.split(separator: "/").last)
                    #expect(!log.contains(secret))
                }
                #expect(!service.process.errors.contains(Self.mailgunKey))
            } catch {
                await service.kill()
                throw error
            }
            let list = try await FinishedCommand.run(
                "postboek",
                ["suppressions", "--data", "\(scratch)/data", "--json"]
            )
            #expect(list.output.contains("uncertain@example.com"))
            let audited = try await FinishedCommand.run(
                "postboek-audit",
                ["replay", "\(scratch)/data/organizations/main", "--json"]
            )
            #expect(audited.code == 0, "\(audited.output)\(audited.errors)")
        }
    }

    @Test func `a batch that openssl signed for SendGrid verifies, and no other`() async throws {
        try await withScratchFolder { scratch in
            let (key, der, body) = ("\(scratch)/key", "\(scratch)/key.der", "\(scratch)/body")
            try await openssl(["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key])
            try await openssl(["ec", "-in", key, "-pubout", "-outform", "DER", "-out", der])
            let publicKey = try Data(contentsOf: URL(filePath: der)).base64EncodedString()
            try await RunningService.run(data: "\(scratch)/data") { service in
                let set = try await service.call(
                    "PUT",
                    "/v1/settings/methods/sendgrid/webhook",
                    json: "{\"key\":\"\(publicKey)\"}"
                )
                let hook = service.url + (try URL(string: set.json(as: Webhook.self).url)?.path ?? "/")
                let (id, messageID) = try await send(1, service)
                let timestamp = String(Int(Date().timeIntervalSince1970))
                let text = """
                    [{"event":"processed","email":"uncertain@example.com","smtp-id":"<\(messageID)>","sg_event_id":"1"},
                    {"event":"delivered","email":"uncertain@example.com","smtp-id":"<\(messageID)>","sg_event_id":"2"}]\r\n
                    """
                try Data("\(timestamp)\(text)".utf8).write(to: URL(filePath: body))
                try await openssl(["dgst", "-sha256", "-sign", key, "-out", "\(scratch)/signature", body])
                let signature = try Data(contentsOf: URL(filePath: "\(scratch)/signature")).base64EncodedString()
                let headers = [
                    "X-Twilio-Email-Event-Webhook-Signature": signature,
                    "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
                ]
                #expect(try await post(hook, text.replacing("delivered", with: "deferred!"), headers: headers) == 403)
                #expect(try await post(hook, text) == 401)
                #expect(try await post(hook, text, headers: headers) == 200)
                _ = try await service.poll("/v1/messages/\(id)") { answer in
                    try answer.json(as: Message.self).status == "delivered"
                }
            }
        }
    }
}
