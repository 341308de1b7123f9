import Foundation
import LocalProviders
import Mail
import Sending
import Testing

@testable import Providers

@Suite("Methods by a provider's interface")
struct MethodTests {
    @Test(arguments: Mailroom.kinds)
    func `three recipients get three mails, not nine`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let method = try await Mailroom(providers: providers).method(kind)
            let copies = try Mailroom.copies(to: ["a@example.com"], cc: ["b@example.com"], archive: ["c@example.com"])
            for copy in copies {
                guard case .sent = await method.send(copy) else {
                    Issue.record("a copy was not sent")
                    continue
                }
            }
            let got = providers.mails.flatMap(\.recipients).sorted()
            #expect(got == ["a@example.com", "b@example.com", "c@example.com"])
            #expect(Set(providers.mails.map(\.provider)) == [kind.rawValue])
        }
    }

    @Test(arguments: [MethodKind.mailjet, .sendgrid, .mailgun])
    func `every call switches the provider's tracking off and carries our tag`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let method = try await Mailroom(providers: providers).method(kind)
            let copy = try Mailroom.copy(to: "a@example.com", attachment: Array("%PDF-1.7 x".utf8))
            let result = await method.send(copy)
            let mail = try #require(providers.mails.first)
            #expect(mail.tracksNothing == true)
            #expect(mail.tag == copy.envelopeID)
            #expect(mail.subject?.isEmpty == false)
            #expect(result.report.queueID == mail.id)
            #expect(result.report.server == "127.0.0.1")
            #expect(result.report.assignedMessageID == nil)
        }
    }

    @Test func `Mailgun gets the frozen mail to the last byte`() async throws {
        try await LocalProviders.run { providers in
            let copy = try Mailroom.copy(to: "a@example.com", attachment: [0, 1, 2, 255])
            _ = await (try await Mailroom(providers: providers).method(.mailgun)).send(copy)
            #expect(providers.mails.first?.raw == String(decoding: copy.bytes, as: UTF8.self))
        }
    }

    @Test func `what a JSON interface gets are the pieces of the frozen mail`() async throws {
        try await LocalProviders.run { providers in
            let copy = try Mailroom.copy(to: "a@example.com", attachment: [0, 1, 2, 255])
            _ = await (try await Mailroom(providers: providers).method(.sendgrid)).send(copy)
            let json = try #require(providers.requests.last?.json)
            let from = try #require(json["from"] as? [String: String])
            #expect(from == ["email": "office@example.nl", "name": "Café, \"de\" Hoek"])
            #expect(json["subject"] as? String == "Factuur 2026-12 – € 10")
            #expect((json["reply_to"] as? [String: String])?["email"] == "answers@example.nl")
            let headers = try #require(json["headers"] as? [String: String])
            #expect(headers["References"] == "<abc@example.nl>")
            #expect(headers["Message-ID"] == "<abc.1@example.nl>")
            #expect(headers.keys.allSatisfy { !["to", "cc", "date", "subject"].contains($0.lowercased()) })
            let contents = try #require(json["content"] as? [[String: String]])
            #expect(contents.map { $0["type"] } == ["text/plain", "text/html"])
            #expect(contents.first?["value"]?.contains("Please find your invoice here.") == true)
            let file = try #require((json["attachments"] as? [[String: String]])?.first)
            #expect(file["filename"] == "factuur é.pdf")
            #expect(file["content"] == Data([0, 1, 2, 255]).base64EncodedString())
            #expect(file["disposition"] == "attachment")
        }
    }

    @Test func `Gmail takes small mails within the call and large ones by its upload`() async throws {
        try await LocalProviders.run { providers in
            let method = try await Mailroom(providers: providers).method(.gmail)
            let large = [UInt8](repeating: 65, count: 3_000_000)
            for attachment in [[UInt8(1)], large] {
                let result = await method.send(try Mailroom.copy(to: "a@example.com", attachment: attachment))
                guard case .sent = result else {
                    Issue.record("not sent")
                    continue
                }
            }
            let paths = providers.requests.map(\.path).filter { $0.hasSuffix("/messages/send") }
            #expect(paths.map { $0.hasPrefix("/gmail/upload/") } == [false, true])
            #expect(providers.mails.count == 2)
        }
    }

    @Test(arguments: [MethodKind.gmail, .microsoft365], [true, false])
    func `a Message-ID that the provider changed is read back where that was allowed`(
        _ kind: MethodKind,
        isAllowed: Bool
    ) async throws {
        try await LocalProviders.run { providers in
            providers.conduct { $0.rewritesMessageID = true }
            var room = Mailroom(providers: providers)
            room.readsMessageID = isAllowed
            let result = await (try await room.method(kind)).send(try Mailroom.copy(to: "a@example.com"))
            let assigned = try #require(providers.mails.first?.messageID)
            #expect(result.report.assignedMessageID == (isAllowed ? assigned : nil))
        }
    }

    @Test(arguments: [MethodKind.gmail, .microsoft365])
    func `a copy that names its own recipient alone leaves as it was frozen`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let copy = try Mailroom.copy(to: "a@example.com")
            _ = await (try await Mailroom(providers: providers).method(kind)).send(copy)
            #expect(providers.mails.first?.raw == String(decoding: copy.bytes, as: UTF8.self))
        }
    }
}
