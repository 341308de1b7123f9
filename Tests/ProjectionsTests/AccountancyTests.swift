import Accountancy
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Testing

@Suite("What goes to the accountant")
struct AccountancyTests {
    private let bench = Bench()

    private func wish(_ json: String, at second: Int = 0) -> MailFact {
        MailFact(
            .settingsChanged(SettingsChanged(setting: "defaults", old: nil, new: json)),
            occurredAt: .second(second)
        )
    }

    private func mailed(_ letter: Letter, purpose: String? = nil, kind: String? = "pdf", at second: Int) -> MailFact {
        var fact = letter.queued(at: second)
        guard case .messageQueued(var queued) = fact.event else { return fact }
        queued.documentType = .invoice
        queued.purpose = purpose
        var file = QueuedAttachment(
            name: "invoice.pdf",
            mediaType: "application/pdf",
            size: 1,
            contentHash: "00",
            content: "c"
        )
        file.kind = kind
        queued.attachments = ["1": file]
        fact.event = .messageQueued(queued)
        return fact
    }

    private func due() async throws -> [OpaqueID] {
        try await bench.read(Accountancy.self) { try Accountancy.due(limit: 10, in: $0).map(\.document) }
    }

    private static let automatic = #"{"accountant":{"address":"b@example.com","mode":"automatic"}}"#

    @Test func `a document is due once it was sent, until the accountant's message is queued`() async throws {
        let document = OpaqueID.random()
        let letter = Letter(document: document)
        try await bench.append(wish(Self.automatic), mailed(letter, at: 1), letter.fact(.attempted, attempt: 1, at: 2))
        #expect(try await due().isEmpty)
        try await bench.append(letter.fact(.sent, attempt: 1, at: 3))
        #expect(try await due() == [document])
        try await bench.append(mailed(Letter(document: document), purpose: "accountant", at: 4))
        #expect(try await due().isEmpty)
        let again = Letter(document: document)
        try await bench.append(mailed(again, at: 5), again.fact(.sent, attempt: 1, at: 6))
        #expect(try await due().isEmpty)
        let newest = try await bench.read(Accountancy.self) { try Accountancy.mailing(of: document, in: $0)?.message }
        #expect(newest == again.id)
    }

    @Test(arguments: [
        nil, #"{"accountant":{"address":"b@example.com"}}"#,
        #"{"accountant":{"address":"b@example.com","mode":"manual"}}"#,
        #"{"accountant":{"address":"b@example.com","mode":"automatic","types":["quote"]}}"#, "{}",
    ])
    func `nothing is due that nobody asked for`(wishes: String?) async throws {
        let letter = Letter(document: .random())
        if let wishes { try await bench.append(wish(Self.automatic), wish(wishes, at: 1)) }
        try await bench.append(mailed(letter, at: 2), letter.fact(.sent, attempt: 1, at: 3))
        #expect(try await due().isEmpty)
    }

    @Test func `a mail without a file of the document, or about none, is nothing for the accountant`() async throws {
        let (bare, other) = (Letter(document: .random()), Letter())
        try await bench.append(
            wish(Self.automatic),
            mailed(bare, kind: nil, at: 1),
            bare.fact(.sent, attempt: 1, at: 2),
            mailed(other, at: 3),
            other.fact(.sent, attempt: 1, at: 4)
        )
        #expect(try await due().isEmpty)
        let view = try await bench.open(Accountancy.self)
        try await view.close()
        #expect(try await bench.compare(Accountancy.self).isEqual)
    }
}
