import DeliveryReporting
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import SeededNumbers
import Testing

@Suite("The delivery report")
struct DeliveryReportingTests {
    private let bench = Bench()
    private static let day = ReportDay(.second(0))

    private func summary(
        by dimensions: [ReportDimension] = [],
        days: ClosedRange<ReportDay> = day...ReportDay(number: day.number + 9),
        limit: Int = 100
    ) async throws -> DeliverySummary {
        let view = try await bench.open(DeliveryReporting.self)
        return try await view.read { db in
            try DeliveryReporting.summary(of: days, by: dimensions, limit: limit, in: db)
        }
    }

    private func complaint() -> MailEvent {
        .messageComplained(DeliveryReport(source: "arf", authentication: .signed))
    }

    @Test func `each copy counts once, for what became of it, and archive copies not at all`() async throws {
        let letter = Letter(addresses: (1...7).map { "a\($0)@example.com" }, archive: "archive@example.nl")
        try await bench.append(letter.queued(at: 0))
        try await bench.append((1...8).map { letter.fact(.sent, to: $0, at: 1) })
        try await bench.append(
            letter.fact(.delivered, to: 1, at: 5),
            letter.fact(.delivered, to: 2, at: 7),
            letter.fact(.opened("person"), to: 2, at: 60),
            letter.fact(.bounced(.hard), to: 3, at: 5),
            letter.fact(.bounced(.soft), to: 4, at: 5),
            letter.fact(.delivered, to: 5, at: 5),
            letter.fact(complaint(), to: 5, at: 500),
            letter.fact(.messageExpired(MessageExpired(reason: "nothing came")), to: 6, at: 900),
            letter.fact(.bounced(.hard), to: 8, at: 5)
        )
        let total = try await summary().total
        #expect(total.copies == 7)
        #expect(total.sent == 7)
        #expect(total.delivered == 2)
        #expect(total.read == 1)
        #expect(total.failed == [.hard: 1, .soft: 1, .complaint: 1])
        #expect(total.unknown == 1)
        #expect(total.inTransit == 1)
        #expect(total.timesToDeliver.values.reduce(0, +) == 3)
        #expect(total.medianToDeliver.map { (5...10).contains($0) } == true)
        #expect(total.medianToRead.map { (60...120).contains($0) } == true)
    }

    @Test(arguments: 0..<20)
    func `the order of evidence and its repetition change nothing`(seed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let letter = Letter(addresses: ["a@example.com", "b@example.nl"])
        var facts = [
            letter.fact(.attempted, at: 1), letter.fact(.sent, at: 2), letter.fact(.delivered, at: 30),
            letter.fact(.delivered, at: 400), letter.fact(.opened("person"), at: 90),
            letter.fact(.opened("person"), at: 9000), letter.fact(.sent, to: 2, at: 2),
            letter.fact(.bounced(.soft), to: 2, at: 8), letter.fact(.delivered, to: 2, at: 9),
        ]
        try await bench.append(letter.queued(at: 0))
        try await bench.append(facts)
        let wanted = try await summary(by: [.domain])
        facts.append(contentsOf: facts.filter { _ in Bool.random(using: &generator) })
        facts.shuffle(using: &generator)
        let other = Bench()
        try await other.append(letter.queued(at: 0))
        try await other.append(facts)
        let found = try await other.read(DeliveryReporting.self) { db in
            let days = Self.day...Self.day
            return try DeliveryReporting.summary(of: days, by: [.domain], limit: 9, in: db)
        }
        #expect(found.total == wanted.total)
        #expect(Set(found.groups) == Set(wanted.groups))
    }

    @Test func `it is broken down by day, method, document type and domain`() async throws {
        let invoice = OpaqueID.random()
        let quote = OpaqueID.random()
        try await bench.append(
            .registered(invoice, Document(id: "i", type: .invoice, number: "1"), at: 0),
            .registered(quote, Document(id: "q", type: .quote, number: "2"), at: 0)
        )
        let dayLong = 86_400
        for number in 0..<6 {
            let letter = Letter(
                document: number < 4 ? invoice : quote,
                addresses: ["a@\(number < 2 ? "Example.com" : "example.nl")"]
            )
            try await bench.append(letter.queued(at: number < 5 ? 0 : dayLong, method: number < 3 ? .smtp : .sandbox))
        }
        func found(_ dimensions: ReportDimension...) async throws -> [[String]] {
            try await summary(by: dimensions).groups.map { group in
                dimensions.map { group.group[$0] ?? "?" } + [String(group.copies)]
            }
        }
        let first = Self.day.description
        let second = ReportDay(number: Self.day.number + 1).description
        #expect(try await found(.day) == [[first, "5"], [second, "1"]])
        #expect(try await found(.method) == [["sandbox", "3"], ["smtp", "3"]])
        #expect(try await found(.documentType) == [["invoice", "4"], ["quote", "2"]])
        #expect(try await found(.domain) == [["example.nl", "4"], ["example.com", "2"]])
        #expect(
            try await found(.day, .documentType)
                == [[first, "invoice", "4"], [first, "quote", "1"], [second, "quote", "1"]]
        )
        let cut = try await summary(by: [.domain], limit: 1)
        #expect(cut.isCut)
        #expect(cut.groups.count == 1)
        #expect(cut.total.copies == 6)
        let later = ReportDay(number: Self.day.number + 1)
        #expect(try await summary(days: later...later).total.copies == 1)
    }

    @Test func `a median lies in the bucket that it should`() {
        #expect(TimeBuckets.median([:]) == nil)
        #expect(TimeBuckets.median([0: 5]) == 0)
        for seconds in [1, 7, 59, 3599, 86_400, 999_999, 99_999_999] as [Int64] {
            let bucket = TimeBuckets.bucket(ofSeconds: seconds)
            let median = TimeBuckets.median([bucket: 9])
            let bounds = TimeBuckets.bounds
            let low = bounds[bucket - 1]
            #expect(median.map { $0 >= low && (bucket == bounds.count || $0 < bounds[bucket]) } == true)
        }
        #expect(TimeBuckets.median([2: 10, 9: 1, 12: 1]).map { $0 < 5 } == true)
    }

    @Test func `a day is the one in UTC, also before 1970`() {
        #expect(ReportDay("2026-11-22")?.description == "2026-11-22")
        #expect(ReportDay(Timestamp(microseconds: -1)).description == "1969-12-31")
        for text in ["2026-11-31", "2026-1-1", "", "2026-11-22T00:00:00Z"] { #expect(ReportDay(text) == nil) }
    }

    @Test func `it equals its replay, also after an erasure by what is no personal data`() async throws {
        let view = try await bench.open(DeliveryReporting.self)
        for number in 0..<3 {
            let letter = Letter(addresses: ["person@example.com", "bo\(number)@example.nl"])
            try await bench.append(letter.queued(at: number), letter.fact(.delivered, at: 9))
            try await view.catchUp()
        }
        #expect(try await bench.compare(DeliveryReporting.self).isEqual)
        try await bench.keys.erase(bench.index.person(address: "person@example.com"))
        let compared = try await bench.compare(DeliveryReporting.self)
        #expect(!compared.isEqual)
        #expect(compared.liveState == compared.replayedState)
    }
}
