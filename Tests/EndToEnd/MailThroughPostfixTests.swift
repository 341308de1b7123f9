import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("A document mailed through a real server", .enabled(if: PostfixServer.isAvailable), .serialized)
struct MailThroughPostfixTests {
    private struct Created: Decodable {
        var organization: String
        var accessKey: String
    }

    private struct Item: Decodable {
        struct Recipient: Decodable {
            var number: Int
            var role: String
            var address: String
            var status: String
            var reason: String
            var because: [Int]
        }
        var id: String
        var status: String
        var sentAt: String?
        var readAt: String?
        var recipients: [Recipient]
    }

    private struct Timeline: Decodable {
        struct Entry: Decodable {
            struct Detail: Decodable {
                var dsnOffered: Bool?
                var dsnRequested: Bool?
                var tlsVersion: String?
                var tlsVerified: Bool?
                var queueID: String?
                var text: String?
            }
            var type: String
            var detail: Detail
        }
        var entries: [Entry]
    }

    /// How a connection is protected, and what must be seen of it.
    enum Protection: String, CaseIterable, CustomTestStringConvertible {
        case none, starttls
        var testDescription: String { rawValue }
    }

    @Test(arguments: Protection.allCases)
    func `arrives whole, and is read when its pixel is fetched`(protection: Protection) async throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "postboek-mail-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: data) }
        try await PostfixServer.run { server in
            let key = try await setUp(data, server, protection)
            try await RunningService.run(data: data, accessKey: key) { service in
                let pdf = Data("%PDF-1.4\n".utf8) + Data((0..<50_000).map { _ in UInt8.random(in: 0...255) })
                let posted = try await service.call("POST", "/v1/messages", json: Self.message(pdf))
                #expect(posted.status == 202, "\(posted.text)")
                let queued = try posted.json(as: QueuedAnswer.self)
                #expect(queued.recipients.map(\.role) == ["to", "cc", "archive"])

                // Three copies, and for each the report of success that the server was asked for.
                let mails = try await server.deliveredMails(count: 6)
                var all: [ReadMail] = []
                for path in mails { all.append(try await ReadMail.read(path)) }
                let reports = all.filter { $0.headers["Delivered-To"] == "facturen@example.test" }
                #expect(reports.count { $0.headers["Subject"] == "Successful Mail Delivery Report" } == 3)
                let read = all.filter { $0.headers["Delivered-To"] != "facturen@example.test" }
                try Self.check(read, pdf: pdf)
                try await checkEvidence(service, protection)
                try await checkReading(service, message: queued.id, read)
            }
        }
    }

    private struct QueuedAnswer: Decodable {
        struct Recipient: Decodable {
            var role: String
        }
        var id: String
        var recipients: [Recipient]
    }

    private func setUp(_ data: String, _ server: PostfixServer, _ protection: Protection) async throws -> String {
        let made = try await FinishedCommand.run(
            "postboek",
            ["organization", "create", "acme", "--data", data, "--json"]
        )
        #expect(made.code == 0, "\(made.errors)")
        let port = protection == .none ? server.plainPort : server.tlsPort
        let set = try await FinishedCommand.run(
            "postboek",
            [
                "method", "set", "smtp", "--organization", "acme", "--data", data, "--host", "localhost", "--port",
                "\(port)",
                "--security", protection.rawValue, "--from", "facturen@example.test", "--from-name", "Acme & Zonen",
                "--trust-roots", server.authority, "--notify-success",
            ]
        )
        #expect(set.code == 0, "\(set.errors)")
        return try made.json(as: Created.self).accessKey
    }

    private static func message(_ pdf: Data) -> String {
        """
        {"document":{"id":"F/2026-12","type":"invoice","number":"2026-12",
        "customer":{"id":"c1","name":"Café Zürich"},"total":{"amount":"121.00","currency":"EUR"}},
        "to":[{"address":"klant@example.test","name":"Café Zürich"}],"cc":[{"address":"boekhouder@example.test"}],
        "archive":[{"address":"archief@example.test"}],"subject":"Factuur №2026-12 – één regel",
        "text":"Beste klant,\\n\\n.een regel met een punt vooraan\\nMet groet",
        "attachments":[{"name":"Factuur №2026-12 één.pdf","mediaType":"application/pdf",
        "content":"\(pdf.base64EncodedString())"}],"trackOpens":true}
        """
    }

    private static func check(_ mails: [ReadMail], pdf: Data) throws {
        for mail in mails {
            #expect(mail.defects.isEmpty)
            #expect(mail.headers["Subject"] == "Factuur №2026-12 – één regel")
            #expect(mail.headers["To"] == "Café Zürich <klant@example.test>")
            #expect(mail.headers["Cc"] == "boekhouder@example.test")
            #expect(mail.headers["Bcc"] == nil)
            #expect(mail.text.contains("\n.een regel met een punt vooraan"))
            let attachment = try #require(mail.attachments.first)
            #expect(attachment.name == "Factuur №2026-12 één.pdf")
            #expect(attachment.mediaType == "application/pdf")
            #expect(attachment.content == pdf)
        }
        #expect(Set(mails.map { $0.headers["Message-ID"] ?? $0.headers["Message-Id"] }).count == mails.count)
        #expect(Set(mails.map { $0.headers["References"] }).count == 1)
        #expect(Set(mails.compactMap(\.pixelURL)).count == 2, "the archive copy carries no pixel, the others one each")
    }

    private func checkEvidence(_ service: RunningService, _ protection: Protection) async throws {
        let answer = try await service.poll("/v1/documents/F%2F2026-12/timeline?limit=200") { answer in
            try answer.json(as: Timeline.self).entries.count { $0.type == "message.sent" } == 3
        }
        for entry in try answer.json(as: Timeline.self).entries where entry.type == "message.sent" {
            #expect(entry.detail.dsnOffered == true)
            #expect(entry.detail.dsnRequested == true)
            #expect(entry.detail.queueID?.isEmpty == false)
            #expect(entry.detail.text?.contains("queued as") == true)
            #expect((entry.detail.tlsVersion != nil) == (protection == .starttls))
            #expect((entry.detail.tlsVerified == true) == (protection == .starttls))
        }
    }

    private func checkReading(_ service: RunningService, message: String, _ mails: [ReadMail]) async throws {
        let customers = try #require(mails.first { $0.headers["Delivered-To"] == "klant@example.test" })
        let pixel = try #require(customers.pixelURL.flatMap(URL.init))
        // The pixel's address is made from the public address; the test reaches the same path where the service listens.
        var request = HTTPClientRequest(url: service.url + pixel.path)
        request.headers.add(
            name: "User-Agent",
            value: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        )
        request.headers.add(name: "Accept-Language", value: "nl")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        #expect(response.status == .ok)
        #expect(response.headers.first(name: "Content-Type") == "image/gif")
        #expect(try await response.body.collect(upTo: 1000).readableBytes == 43)

        let answer = try await service.poll("/v1/messages/\(message)") { answer in
            try answer.json(as: Item.self).readAt != nil
        }
        let item = try answer.json(as: Item.self)
        #expect(item.recipients.map(\.status) == ["read", "in_transit", "in_transit"])
        #expect(item.recipients.map(\.because.count) == [1, 1, 1])
    }
}
