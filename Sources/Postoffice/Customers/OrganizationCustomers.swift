import Customers
import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Synchronization

/// A customer that is durably registered.
package struct RegisteredCustomer: Hashable, Sendable {
    /// The customer as it is read back.
    package let customer: CustomerDraft
    /// Where its newest registration stands in the ledger.
    package let position: Int64
}

/// A page of customers.
package struct RegisteredCustomerPage: Hashable, Sendable {
    /// The customers, those registered last first.
    package let items: [CustomerDraft]
    /// The cursor of the next page; nil at the end.
    package let next: String?
}

extension Organization {
    /// Registers a customer, or registers it anew; durable on return.
    ///
    /// - Parameters:
    ///   - draft: What the caller gives; it replaces the whole card.
    ///   - pathID: The id that the path names; nil where the draft has to.
    ///   - idempotency: The caller's key and the bytes of the request.
    ///   - actor: Who asks.
    /// - Returns: The customer as the ledger holds it.
    /// - Throws: ``PostofficeError``.
    package func register(
        _ draft: CustomerDraft,
        pathID: String? = nil,
        idempotency: CallersKey? = nil,
        actor: OpaqueID?
    ) async throws -> RegisteredCustomer {
        let key = idempotency.map { $0.ledgerKey("customers \(pathID ?? "")", index: archive.index) }
        let card = try draft.card(pathID: pathID)
        let fact = MailFact(
            .customerRegistered(CustomerRegistered(customer: card)),
            occurredAt: .now(),
            actor: actor
        )
        let outcome = try await append([fact], idempotency: key)
        customersSize.max(outcome.positions.upperBound + 1, ordering: .releasing)
        let events = try await archive.open(try await ledger.events(from: outcome.positions.lowerBound, limit: 1))
        guard case .customerRegistered(let registered) = events.first?.event else {
            throw PostofficeError.unavailable("the registered customer cannot be read back")
        }
        return RegisteredCustomer(
            customer: CustomerDraft(registered.customer),
            position: outcome.positions.lowerBound
        )
    }

    /// A customer by the caller's own id.
    package func customer(_ callersID: String) async throws -> CustomerDraft {
        guard let card = try await knownCustomer(callersID) else { throw PostofficeError.notFound("customer") }
        return CustomerDraft(card)
    }

    /// The registered customers in which some words occur, those registered last first.
    package func customers(matching text: String?, cursor: String?, limit: Int) async throws -> RegisteredCustomerPage {
        let page = try await translatingErrors {
            try await requireViews().customers.read { db in
                try Customers.page(text: text, cursor: cursor, limit: limit, in: db)
            }
        }
        return RegisteredCustomerPage(items: page.items.map { CustomerDraft($0.card) }, next: page.next)
    }

    /// The card of a customer; nil for one that was never registered.
    ///
    /// A card that changed a moment ago is waited for, and never used as it was.
    func knownCustomer(_ callersID: String) async throws -> CustomerCard? {
        let view = try requireViews().customers
        guard await view.wait(until: customersSize.load(ordering: .acquiring), timeout: .seconds(10)) else {
            throw PostofficeError.unavailable("the view of customers, which is behind")
        }
        return try await view.read { db in try Customers.customer(callersID, in: db)?.card }
    }
}
