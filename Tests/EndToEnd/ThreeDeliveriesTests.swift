import Foundation
import Testing

/// To, CC and archive are three deliveries by every method there is.
@Suite("Three recipients, three mails")
struct ThreeDeliveriesTests {
    private struct Kind: Decodable {
        var kind: String
    }

    private struct Message: Decodable {
        struct Recipient: Decodable {
            var number: Int
            var address: String
            var status: String
        }
        var id: String
        var recipients: [Recipient]
    }

    @Test func `no method is left out of the tests that count them`() async throws {
        let seen =
            MailThroughProvidersTests.kinds + ServerMethodsTests.cases.map(\.kind) + [OwnDomainTests.kind, "sandbox"]
        let listed = try await FinishedCommand.run("postboek", ["method", "kinds", "--json"])
        #expect(listed.code == 0, "\(listed.errors)")
        #expect(try listed.json(as: [Kind].self).map(\.kind).sorted() == seen.sorted())
    }

    @Test func `in the sandbox they are three mails, each to its own recipient`() async throws {
        try await withScratchFolder { scratch in
            try await RunningService.run(data: "\(scratch)/data") { service in
                let posted = try await service.call(
                    "POST",
                    "/v1/messages",
                    json: """
                        {"to":[{"address":"customer@example.com"}],"cc":[{"address":"copy@example.com"}],
                        "archive":[{"address":"archive@example.nl"}],"subject":"Invoice 7","text":"Hello","method":"sandbox"}
                        """
                )
                #expect(posted.status == 202, "\(posted.text)")
                let id = try posted.json(as: Message.self).id
                let answer = try await service.poll("/v1/messages/\(id)") { answer in
                    try answer.json(as: Message.self).recipients.allSatisfy { $0.status == "delivered" }
                }
                let recipients = try answer.json(as: Message.self).recipients
                #expect(
                    recipients.map(\.address) == ["customer@example.com", "copy@example.com", "archive@example.nl"]
                )
                var names: Set<String> = []
                for recipient in recipients {
                    let mail = try await service.call("GET", "/v1/sandbox/messages/\(id)/\(recipient.number)").text
                    #expect(mail.contains("\r\nTo: customer@example.com\r\n"))
                    names.insert(try #require(mail.firstMatch(of: /Message-ID: (\S+)/).map { String($0.1) }))
                }
                #expect(names.count == 3)
            }
        }
    }
}
