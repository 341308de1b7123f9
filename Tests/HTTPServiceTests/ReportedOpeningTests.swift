import Foundation
import HTTPTypes
import Ledger
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Openings that providers report")
struct ReportedOpeningTests {
    private static let address = "64.235.144.77"

    private func opened(_ id: String, _ event: String, bot: String) -> String {
        """
        "event":"opened","id":"\(event)","timestamp":\(Timestamp.now().microseconds / 1_000_000),
        "recipient":"uncertain@example.com","ip":"\(Self.address)","message":{"headers":{"message-id":"\(id)"}},
        "client-info":{"bot":"\(bot)","client-type":"browser","user-agent":"Mozilla/5.0 (X11) Firefox/133.0 seldom-seen"}
        """
    }

    @Test
    func `bear their conditions, without an address, are judged by the rules for hits, and again when asked`()
        async throws
    {
        try await ServiceUnderTest.run { service in
            let path = try await service.webhook(of: "mailgun", key: SignedCall.mailgunKey)
            let id = try await service.sendInvoice(1, to: "uncertain@example.com")
            let messageID = try await service.messageID(of: id)
            let calls = [("e1", ""), ("e2", "generic")].map { event, bot in
                SignedCall.mailgun(opened(messageID, event, bot: bot))
            }
            for call in (calls + calls).shuffled() { #expect(try await service.hook(path, call).status == 200) }
            let hits = try await service.events()
                .filter { try $0["type"].text == "message.opened" }
                .map { try $0["data"] }
            #expect(try hits.map { try $0["hitClass"].text }.sorted() == ["person", "scanner"])
            for hit in hits {
                #expect(try hit["ruleSet"].number == 3)
                let condition = try hit["condition"]
                #expect(try condition["network"].text == "security_vendor")
                #expect(try condition["reporter"].text == "mailgun")
                #expect(try condition["program"].text == "browser")
                #expect(try condition["marks"].array.map { try $0.text } == ["firefox/"])
            }
            let person = try #require(try hits.first { try $0["hitClass"].text == "person" })
            #expect(try person["confidence"].text == "low")
            #expect(try person["doubts"].array.map { try $0.text }.contains("machine-network"))

            let asked = "/v1/reports/reclassification"
            for dry in [true, false] {
                let answer = try await service.call(.post, asked, body: "{\"dryRun\":\(dry)}")
                #expect(try Description().faults(answer, "post", asked).isEmpty, "\(answer.text)")
                #expect(try answer.json["hits"]["judged"].number == 2)
                #expect(try answer.json["hits"]["changes"].array.isEmpty)
                #expect(try answer.json["added"].number == 0)
            }
            try expectNowhere([Self.address, "seldom-seen"], in: service.office.settings.data)
        }
    }

    private func expectNowhere(_ texts: [String], in folder: String) throws {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        #expect(files.count > 5)
        for file in files {
            guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") else { continue }
            for text in texts { #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) stands in \(file)") }
        }
    }
}
