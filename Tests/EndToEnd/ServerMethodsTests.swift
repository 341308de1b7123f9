import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("Methods that speak to a mail server", .enabled(if: PostfixServer.isAvailable), .serialized)
struct ServerMethodsTests {
    private struct Methods: Decodable {
        struct Item: Decodable {
            struct Condition: Decodable {
                var state: String
            }
            var kind: String
            var condition: Condition
        }
        var methods: [Item]
    }

    private struct Trial: Decodable {
        var messageId: String
        var outcome: String
        var dialogue: [String]
    }

    private struct Verification: Decodable {
        var isVerified: Bool
        var mail: Trial?
    }

    private struct Message: Decodable {
        var status: String
    }

    /// A kind, its settings, and what recipients then see.
    struct Case: CustomTestStringConvertible, Sendable {
        var kind: String
        var settings: @Sendable (PostfixServer) -> String
        var from: String
        var replyTo: String?
        var returnPath: @Sendable (String) -> Bool
        var testDescription: String { kind }
    }

    static let cases = [
        Case(
            kind: "relay",
            settings: { _ in #"{"replyTo":"office@example.test","fromName":"Acme & Zonen"}"# },
            from: "Acme & Zonen <main@platform.example>",
            replyTo: "office@example.test",
            returnPath: { $0.hasPrefix("<bounces+b-") && $0.hasSuffix("@bounces.platform.example>") }
        ),
        Case(
            kind: "smtp",
            settings: { server in
                """
                {"preset":"custom","host":"localhost","port":\(server.plainPort),"security":"none",
                "from":"invoices@example.test","returnPath":"plus"}
                """
            },
            from: "invoices@example.test",
            replyTo: nil,
            returnPath: { $0.hasPrefix("<invoices+b-") }
        ),
    ]

    @Test(arguments: cases)
    func `to, copy and archive are three mails, once the sender is confirmed where that is asked`(
        _ method: Case
    ) async throws {
        try await withService { service, server in
            let path = "/v1/settings/methods/\(method.kind)"
            let set = try await service.call("PUT", path, json: method.settings(server))
            #expect(set.status == 200, "\(set.text)")
            var count = 0
            if method.kind != "smtp" {
                try await confirm(method.kind, service, server)
                count += 1
            }
            #expect(try await state(of: method.kind, service) == "ready")
            let test = try await service.call("POST", path + "/test", json: "{}")
            let trial = try test.json(as: Trial.self)
            #expect(trial.outcome == "sent", "\(test.text)")
            #expect(trial.dialogue.first?.hasPrefix("S: 220 ") == true)
            #expect(trial.dialogue.contains { $0.hasPrefix("C: MAIL FROM:<") })
            #expect(trial.dialogue.contains { $0.contains("queued as") })
            let tested = try await service.call("GET", "/v1/messages/\(trial.messageId)")
            #expect(try tested.json(as: Message.self).status == "in_transit")
            count += 1

            let posted = try await service.call("POST", "/v1/messages", json: Self.message(method.kind))
            #expect(posted.status == 202, "\(posted.text)")
            let mails = try await read(count + 3, server).filter { $0.headers["Subject"] == "Invoice 7" }
            #expect(
                Set(mails.compactMap { $0.headers["Delivered-To"] })
                    == ["customer@example.test", "copy@example.test", "archive@example.test"]
            )
            for mail in mails {
                #expect(mail.headers["From"] == method.from)
                #expect(mail.headers["Reply-To"] == method.replyTo)
                #expect(mail.headers["To"] == "customer@example.test")
                #expect(method.returnPath(mail.headers["Return-Path"] ?? ""), "\(mail.headers["Return-Path"] ?? "")")
            }
        }
    }

    @Test func `an address is confirmed once, whatever is set up anew`() async throws {
        try await withService { service, server in
            let path = "/v1/settings/methods/relay"
            let set = try await service.call("PUT", path, json: #"{"replyTo":"Office@example.test"}"#)
            #expect(set.status == 200, "\(set.text)")
            try await confirm("relay", service, server)
            let same = #"{"replyTo":"office@example.test","fromName":"Acme"}"#
            #expect(try await service.call("PUT", path, json: same).status == 200)
            #expect(try await state(of: "relay", service) == "ready")
            let again = try await service.call("POST", path + "/verification", json: "{}")
            #expect(try again.json(as: Verification.self).isVerified)
            let other = try await service.call("PUT", path, json: #"{"replyTo":"other@example.test"}"#)
            #expect(other.status == 200)
            #expect(try await state(of: "relay", service) == "unverified")
            #expect(try await server.deliveredMails(count: 1).count == 1)
        }
    }

    /// Goes the way of somebody who confirms an address: nothing is sent before the button is pressed.
    private func confirm(_ kind: String, _ service: RunningService, _ server: PostfixServer) async throws {
        #expect(try await state(of: kind, service) == "unverified")
        let early = try await service.call("POST", "/v1/messages", json: Self.message(kind))
        #expect(early.status == 422)
        #expect(early.text.contains("postboek method verify \(kind)"))
        let asked = try await service.call("POST", "/v1/settings/methods/\(kind)/verification", json: "{}")
        #expect(try asked.json(as: Verification.self).mail?.outcome == "sent", "\(asked.text)")
        let soon = try await service.call("POST", "/v1/settings/methods/\(kind)/verification", json: "{}")
        #expect(soon.status == 422)
        let mail = try #require(try await read(1, server).first)
        let link = try #require(mail.text.firstMatch(of: /\/verify\/[A-Za-z0-9_-]+/).map { String($0.0) })
        for _ in 0..<2 { #expect(try await Self.fetch(.GET, service.url + link) == 200) }
        #expect(try await state(of: kind, service) == "unverified")
        #expect(try await Self.fetch(.POST, service.url + link.dropLast()) == 404)
        for _ in 0..<2 { #expect(try await Self.fetch(.POST, service.url + link) == 200) }
        #expect(try await state(of: kind, service) == "ready")
    }

    private func withService(_ body: (RunningService, PostfixServer) async throws -> Void) async throws {
        try await PostfixServer.run { server in
            try await withScratchFolder { scratch in
                let relay = [
                    "--relay-host", "localhost", "--relay-port", "\(server.tlsPort)", "--relay-trust-roots",
                    server.authority, "--relay-domain", "platform.example", "--relay-bounce-domain",
                    "bounces.platform.example", "--allow-private-hosts",
                ]
                try await RunningService.run(data: scratch + "/data", arguments: relay) { service in
                    try await body(service, server)
                }
            }
        }
    }

    private func state(of kind: String, _ service: RunningService) async throws -> String? {
        try await service.call("GET", "/v1/settings/methods").json(as: Methods.self)
            .methods.first { $0.kind == kind }?.condition.state
    }

    private func read(_ count: Int, _ server: PostfixServer) async throws -> [ReadMail] {
        var mails: [ReadMail] = []
        for path in try await server.deliveredMails(count: count) { mails.append(try await ReadMail.read(path)) }
        return mails
    }

    private static func message(_ kind: String) -> String {
        """
        {"to":[{"address":"customer@example.test"}],"cc":[{"address":"copy@example.test"}],
        "archive":[{"address":"archive@example.test"}],"subject":"Invoice 7","text":"Hello","method":"\(kind)"}
        """
    }

    private static func fetch(_ method: HTTPMethod, _ url: String) async throws -> UInt {
        var request = HTTPClientRequest(url: url)
        request.method = method
        return try await HTTPClient.shared.execute(request, timeout: .seconds(30)).status.code
    }
}
