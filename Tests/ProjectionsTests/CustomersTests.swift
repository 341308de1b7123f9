import Customers
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Testing

@Suite("The customers")
struct CustomersTests {
    private let bench = Bench()

    private func registered(_ id: String, name: String, addresses: [String], at second: Int) -> MailFact {
        var card = CustomerCard(id: id, name: name, language: "nl")
        for (index, address) in addresses.enumerated() {
            card.contacts["\(index + 1)"] = CustomerCard.Contact(address: address, name: "Accounts \(index + 1)")
        }
        return MailFact(.customerRegistered(CustomerRegistered(customer: card)), occurredAt: .second(second))
    }

    @Test func `the newest card counts, and a customer keeps its place in the list`() async throws {
        try await bench.append(
            registered("C-1", name: "Old name", addresses: ["a@example.com"], at: 1),
            registered("C-2", name: "Other", addresses: ["b@example.com"], at: 2),
            registered("C-1", name: "New name", addresses: ["c@example.com", "d@example.com"], at: 3)
        )
        let found = try await bench.read(Customers.self) { try Customers.customer("C-1", in: $0) }
        let item = try #require(found)
        #expect(item.card.name == "New name")
        #expect(item.card.numberedContacts.map(\.contact.address) == ["c@example.com", "d@example.com"])
        #expect(item.position == 0 && item.lastPosition == 2)
        let page = try await bench.read(Customers.self) { try Customers.page(text: nil, cursor: nil, limit: 1, in: $0) }
        #expect(page.items.map(\.card.id) == ["C-2"])
        let next = try await bench.read(Customers.self) { [cursor = page.next] db in
            try Customers.page(text: nil, cursor: cursor, limit: 1, in: db)
        }
        #expect(next.items.map(\.card.id) == ["C-1"] && next.next == nil)
    }

    @Test(arguments: [
        ("new", ["C-1"]), ("old", []), ("c@example", ["C-1"]), ("C-2", ["C-2"]), ("accounts", ["C-2", "C-1"]),
    ])
    func `customers are found by id, name and address, as they are now`(words: String, ids: [String]) async throws {
        try await bench.append(
            registered("C-1", name: "Old name", addresses: ["a@example.com"], at: 1),
            registered("C-1", name: "New name", addresses: ["c@example.com"], at: 2),
            registered("C-2", name: "Other", addresses: ["b@example.com"], at: 3)
        )
        let page = try await bench.read(Customers.self) {
            try Customers.page(text: words, cursor: nil, limit: 10, in: $0)
        }
        #expect(page.items.compactMap(\.card.id) == ids)
    }

    @Test func `a view that is folded anew is the same`() async throws {
        try await bench.append(
            registered("C-1", name: "One", addresses: ["a@example.com"], at: 1),
            registered("C-1", name: "Two", addresses: ["a@example.com", "b@example.com"], at: 2)
        )
        let view = try await bench.open(Customers.self)
        try await view.close()
        #expect(try await bench.compare(Customers.self).isEqual)
    }

    @Test func `after an erasure the card is still there, without the person's address`() async throws {
        try await bench.append(registered("C-1", name: "One", addresses: ["a@example.com", "b@example.com"], at: 1))
        try await bench.keys.erase(bench.index.person(address: "a@example.com"))
        let found = try await bench.read(Customers.self) { try Customers.customer("C-1", in: $0) }
        #expect(found?.card.numberedContacts.map(\.contact.address) == [nil, "b@example.com"])
    }
}
