import Foundation
import Testing

@Suite(
    "What comes back over real servers",
    .enabled(if: MailLoop.isAvailable),
    .serialized
)
struct ReturnedMailTests {
    private struct Created: Decodable {
        var accessKey: String
    }

    private struct Queued: Decodable {
        var id: String
    }

    private struct Message: Decodable {
        struct Recipient: Decodable {
            var address: String
            var status: String
            var failureClass: String?
        }
        var status: String
        var recipients: [Recipient]
    }

    private struct Reports: Decodable {
        struct Item: Decodable {
            var source: String
            var kind: String
            var matchedBy: String?
        }
        var items: [Item]
    }

    private struct Events: Decodable {
        struct Item: Decodable {
            var type: String
        }
        var events: [Item]
    }

    private static let recipients = [
        "klant@example.test", "vol@example.test", "niemand@example.test", "iemand@later.test", "ver@relay.test",
    ]

    private static let ends = [
        "klant@example.test delivered –", "vol@example.test failed soft", "niemand@example.test failed hard",
        "iemand@later.test failed soft", "ver@relay.test in_transit –",
    ]

    @Test func `in a mailbox tells every recipient's end, by IMAP and again by POP3`() async throws {
        try await withScratchFolder { folder in
            try await MailLoop.run { loop in
                let data = "\(folder)/data"
                let key = try await setUp(data, loop, from: "facturen@example.test")
                try await RunningService.run(
                    data: data,
                    accessKey: key,
                    arguments: ["--allow-private-hosts"]
                ) { service in
                    let message = try await send(service)
                    try await setMailbox(service, loop, access: "imap", port: loop.imapPort)
                    try await readUntilSettled(service, loop, message)
                    #expect(loop.unreadCount == 6, "reading by IMAP leaves mails as unread as they were")

                    // Read again by another way, the same reports add nothing.
                    let before = try await service.call("GET", "/v1/events?limit=200").json(as: Events.self).events
                    try await setMailbox(service, loop, access: "pop3", port: loop.pop3Port)
                    let again = try await service.call("POST", "/v1/settings/mailbox/reading")
                    #expect(again.status == 200, "\(again.text)")
                    let after = try await service.call("GET", "/v1/events?limit=200").json(as: Events.self).events
                    #expect(after.map(\.type) == before.map(\.type) + ["settings.changed"])

                    let kept = try await service.call("GET", "/v1/reports").json(as: Reports.self).items
                    #expect(kept.allSatisfy { $0.source == "imap" && $0.matchedBy == "returnPath" })
                    #expect(kept.map(\.kind).sorted() == ["bounce", "bounce", "bounce", "delay", "relayed", "success"])
                    #expect(after.contains { $0.type == "message.delayed" })
                }
            }
        }
    }

    @Test func `straight from the mail server by LMTP tells the same`() async throws {
        try await withScratchFolder { folder in
            try await MailLoop.run { loop in
                let data = "\(folder)/data"
                let key = try await setUp(data, loop, from: "facturen@bounce.test")
                let arguments = [
                    "--report-listen", "127.0.0.1:\(loop.reportPort)", "--report-domains", "bounce.test",
                ]
                try await RunningService.run(data: data, accessKey: key, arguments: arguments) { service in
                    let message = try await send(service)
                    let answer = try await service.poll("/v1/messages/\(message)") { answer in
                        try Self.ends(answer) == Self.ends
                    }
                    #expect(try answer.json(as: Message.self).status == "failed")
                    let kept = try await service.call("GET", "/v1/reports").json(as: Reports.self).items
                    #expect(kept.allSatisfy { $0.source == "lmtp" && $0.matchedBy == "returnPath" })
                }
            }
        }
    }

    private func setUp(_ data: String, _ loop: MailLoop, from: String) async throws -> String {
        let made = try await FinishedCommand.run(
            "postboek",
            ["organization", "create", "acme", "--data", data, "--json"]
        )
        #expect(made.code == 0, "\(made.errors)")
        let set = try await FinishedCommand.run(
            "postboek",
            [
                "method", "set", "smtp", "--data", data, "--host", "127.0.0.1", "--port", "\(loop.submissionPort)",
                "--security", "none", "--from", from, "--return-path", "plus", "--notify-success",
            ]
        )
        #expect(set.code == 0, "\(set.errors)")
        return try made.json(as: Created.self).accessKey
    }

    private func send(_ service: RunningService) async throws -> String {
        let to = Self.recipients.map { "{\"address\":\"\($0)\"}" }.joined(separator: ",")
        let posted = try await service.call(
            "POST",
            "/v1/messages",
            json:
                "{\"to\":[\(to)],\"subject\":\"Factuur 2026-12\",\"text\":\"\(String(repeating: "Beste. ", count: 40))\"}"
        )
        #expect(posted.status == 202, "\(posted.text)")
        return try posted.json(as: Queued.self).id
    }

    private func setMailbox(_ service: RunningService, _ loop: MailLoop, access: String, port: Int) async throws {
        let set = try await service.call(
            "PUT",
            "/v1/settings/mailbox",
            json: """
                {"protocol":"\(access)","host":"localhost","port":\(port),"username":"facturen",
                "password":"\(MailLoop.password)","trustRootsPath":"\(loop.certificate)","pollSeconds":86400}
                """
        )
        #expect(set.status == 200, "\(set.text)")
        #expect(!set.text.contains(MailLoop.password))
        let check = try await service.call("POST", "/v1/settings/mailbox/check")
        #expect(check.status == 200, "\(check.text)\n\(loop.log)")
    }

    /// Reads the mailbox until every recipient's end is known and all reports are there, at most half a minute.
    private func readUntilSettled(_ service: RunningService, _ loop: MailLoop, _ message: String) async throws {
        for _ in 0..<150 {
            let reading = try await service.call("POST", "/v1/settings/mailbox/reading")
            guard reading.status == 200 else { throw ServerFailure("\(reading.text)\n\(loop.log)") }
            let kept = try await service.call("GET", "/v1/reports").json(as: Reports.self).items.count
            let answer = try await service.call("GET", "/v1/messages/\(message)")
            // Five ends, and a delay before one of them.
            if try Self.ends(answer) == Self.ends, kept >= 6 { return }
            try await Task.sleep(for: .milliseconds(200))
        }
        let answer = try await service.call("GET", "/v1/messages/\(message)")
        throw ServerFailure("\(answer.text)\n\(loop.log)")
    }

    private static func ends(_ answer: RunningService.Answer) throws -> [String] {
        try answer.json(as: Message.self).recipients.map { "\($0.address) \($0.status) \($0.failureClass ?? "–")" }
    }
}
