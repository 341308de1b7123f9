import HTTPTypes
import MailLedger
import Postoffice
import Testing

@testable import HTTPService

@Suite("Figures over HTTP")
struct StatisticsCallsTests {
    private static let path = "/v1/statistics/delivery"

    @Test
    func `mails are counted by what became of them, as JSON and as a table`() async throws {
        try await ServiceUnderTest.run { service in
            for (number, name) in ["billing", "bounce", "full", "block"].enumerated() {
                _ = try await service.sendInvoice(number, to: "\(name)@example.com")
            }
            let newest = try await service.organization.newestPosition()
            let answer = try await service.call(.get, "\(Self.path)?by=day,domain&atLeast=\(newest)")
            #expect(try Description().faults(answer, "get", Self.path).isEmpty, "\(answer.text)")
            #expect(try answer.json["by"].array.map { try $0.text } == ["day", "domain"])
            let group = try #require(try answer.json["groups"].array.first)
            #expect(try group["domain"].text == "example.com")
            for figures in [group, try answer.json["total"]] {
                #expect(try figures["copies"].number == 4)
                #expect(try figures["delivered"].number == 1)
                #expect(try figures["failed"]["hard"].number == 1)
                #expect(try figures["failed"]["soft"].number == 1)
                #expect(try figures["failed"]["blocked"].number == 1)
                #expect(try figures["medianSecondsToDeliver"].number < 60)
            }
            let table = try await service.call(.get, "\(Self.path)?by=method", headers: [.accept: "text/csv"])
            let lines = table.text.split(separator: "\r\n")
            #expect(lines.count == 2)
            #expect(lines[0].hasPrefix("method,copies,sent,delivered,read,failed_hard,"))
            #expect(lines[1].hasPrefix("sandbox,4,1,1,0,1,1,1,0,"))
            let total = try await service.call(.get, "\(Self.path)?by=total&from=2020-01-01")
            #expect(try total.json["groups"].array.isEmpty)
            #expect(try total.json["total"]["copies"].number == 4)
        }
    }

    @Test(arguments: [
        ("by=week", "by"), ("by=day,day", "by"), ("by=day,", "by"), ("from=yesterday", "from"),
        ("from=2026-02-30", "from"), ("from=2026-02-02&to=2026-02-01", "from"), ("limit=0", "limit"),
    ])
    func `a parameter that cannot be used is named`(query: String, field: String) async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.get, "\(Self.path)?\(query)")
            #expect(answer.status == 400)
            #expect(try answer.problemFields == [field])
        }
    }
}
