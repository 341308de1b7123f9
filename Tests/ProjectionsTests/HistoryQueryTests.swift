import EmailHistory
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import SeededNumbers
import Testing

@Suite("Queries of the e-mail history")
struct HistoryQueryTests {
    private let bench = Bench()
    private let invoice = OpaqueID.random()
    private let quote = OpaqueID.random()

    /// Three messages: an invoice to two, a quote, and one about no document.
    private func fill() async throws -> View<EmailHistory> {
        let first = Letter(
            document: invoice,
            subject: "Factuur voor Café Zuid",
            addresses: ["Person@Example.com", "bo@example.nl"],
            names: ["Sample Buyer", nil]
        )
        let second = Letter(document: quote, subject: "Offerte", addresses: ["bo@example.nl"])
        let third = Letter(subject: "Test", addresses: ["office@example.org"])
        try await bench.append(
            .registered(invoice, Document(id: "inv-1", type: .invoice, number: "2026/001"), at: 0),
            .registered(quote, Document(id: "quo-1", type: .quote, number: "Q77"), at: 0),
            first.queued(at: 10, method: .smtp),
            second.queued(at: 20),
            third.queued(at: 30),
            second.fact(.delivered, at: 40)
        )
        return try await bench.open(EmailHistory.self)
    }

    private static func filter(_ set: (inout HistoryFilter) -> Void) -> HistoryFilter {
        var filter = HistoryFilter()
        set(&filter)
        return filter
    }

    @Test(
        arguments: [
            (HistoryFilter(), [4, 3, 2]),
            (filter { $0.status = .delivered }, [3]), (filter { $0.status = .inTransit }, [4, 2]),
            (filter { $0.status = .failed }, []),
            (filter { $0.recipient = "person@example.COM" }, [2]), (filter { $0.recipient = "bo@example.nl" }, [3, 2]),
            (filter { $0.recipient = "@example.nl" }, [3, 2]), (filter { $0.recipient = "example.nl" }, []),
            (filter { $0.document = "inv-1" }, [2]), (filter { $0.document = "inv" }, []),
            (filter { $0.documentType = .quote }, [3]), (filter { $0.documentType = .reminder }, []),
            (filter { $0.method = .smtp }, [2]),
            (filter { $0.from = .second(20) }, [4, 3]), (filter { $0.to = .second(20) }, [2]),
            (
                filter {
                    $0.from = .second(11); $0.to = .second(30)
                }, [3]
            ),
            (filter { $0.text = "cafe" }, [2]), (filter { $0.text = "CAFÉ fact" }, [2]),
            (filter { $0.text = "person@example.com" }, [2]), (filter { $0.text = "buyer" }, [2]),
            (filter { $0.text = "2026/0" }, [2]), (filter { $0.text = "q77" }, [3]),
            (filter { $0.text = "example" }, [4, 3, 2]), (filter { $0.text = "fact cafe" }, []),
            (filter { $0.text = "  " }, [4, 3, 2]), (filter { $0.text = "\"" }, []),
            (
                filter {
                    $0.text = "bo"; $0.status = .delivered; $0.documentType = .quote
                }, [3]
            ),
        ] as [(HistoryFilter, [Int64])]
    )
    func `a filter lets through what it says`(filter: HistoryFilter, positions: [Int64]) async throws {
        let page = try await fill().read { try EmailHistory.page(filter, cursor: nil, limit: 50, in: $0) }
        #expect(page.items.map(\.position) == positions)
        #expect(page.next == nil)
    }

    @Test func `a document that is registered anew is found by its new number`() async throws {
        let view = try await fill()
        try await bench.append(
            .registered(invoice, Document(id: "inv-1", type: .creditNote, number: "C9"), at: 50)
        )
        try await view.catchUp()
        for (text, count) in [("C9", 1), ("2026", 0)] {
            let filter = Self.filter { $0.text = text }
            let page = try await view.read { try EmailHistory.page(filter, cursor: nil, limit: 50, in: $0) }
            #expect(page.items.count == count)
            #expect(page.items.allSatisfy { $0.document?.type == .creditNote })
        }
    }

    @Test(arguments: 0..<20)
    func `no text that somebody types breaks the search`(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "\"", "'", "*", "(", ")", "-", "^", ":", "+", "{", "}", "NEAR", "NOT", "AND", "OR", "subject", " ", "\t",
            "\0", "\u{FEFF}", "é", "e\u{301}", "\u{301}", "ß", "İ", "漢字", "👩‍👩‍👧", "\u{E000}", "\u{10FFFF}", "a", "7", "\\",
            ";",
            "--", "/*", "\u{200D}", "٣", "²", "ﬁ", "\u{1E9BF}", "\u{323B0}",
        ]
        let view = try await fill()
        for _ in 0..<40 {
            let text = (0..<Int.random(in: 1...12, using: &random))
                .map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let filter = Self.filter { $0.text = text }
            await #expect(throws: Never.self, "\(text.debugDescription)") {
                try await view.read { _ = try EmailHistory.page(filter, cursor: nil, limit: 5, in: $0) }
            }
        }
    }

    @Test(arguments: [1, 3, 7, 50])
    func `pages show each message once while others are added`(limit: Int) async throws {
        let letters = (0..<23).map { _ in Letter() }
        try await bench.append(letters.map { $0.queued(at: 0) })
        let view = try await bench.open(EmailHistory.self)
        var seen: [OpaqueID] = []
        var cursor: String?
        repeat {
            let page = try await view.read { [cursor] in
                try EmailHistory.page(HistoryFilter(), cursor: cursor, limit: limit, in: $0)
            }
            #expect(page.items.count <= limit)
            seen += page.items.map(\.id)
            cursor = page.next
            let late = Letter()
            try await bench.append(late.queued(at: 1), late.fact(.delivered, at: 2))
            try await view.catchUp()
        } while cursor != nil
        #expect(seen == letters.reversed().map(\.id))
    }

    @Test(arguments: ["", "h", "ZDE", "aC0x", "aDAx", "not a cursor", "aDE=", "\"; DROP TABLE message"])
    func `a cursor that was not given out is refused`(text: String) async throws {
        let view = try await fill()
        await #expect(throws: PageCursorError.malformed) {
            try await view.read { _ = try EmailHistory.page(HistoryFilter(), cursor: text, limit: 5, in: $0) }
        }
    }
}
