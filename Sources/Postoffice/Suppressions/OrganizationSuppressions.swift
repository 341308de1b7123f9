import Ledger
import Mail
import MailLedger
import ProjectionEngine
import Suppressions

extension Organization {
    /// Those of some addresses that are sent nothing more, each with why.
    ///
    /// - Returns: The suppressions by address, in the spelling given.
    package func suppressed(among addresses: some Sequence<String>) async throws -> [String: Suppression] {
        let persons = Dictionary(addresses.map { ($0, archive.index.personID(address: $0)) }) { first, _ in first }
        let ids = Set(persons.values)
        let found = try await requireViews().suppressions.read { db in try Suppressions.suppressed(among: ids, in: db) }
        return persons.compactMapValues { found[$0] }
    }

    /// The addresses that were decided about, last first.
    package func suppressions(
        _ state: Suppression.State?,
        cursor: String?,
        limit: Int
    ) async throws -> SuppressionPage {
        try await translatingErrors {
            try await requireViews().suppressions.read { db in
                try Suppressions.page(state, cursor: cursor, limit: limit, in: db)
            }
        }
    }

    /// Suppresses an address because somebody asks for it; one that is suppressed already stays as it is.
    ///
    /// - Returns: How the address stands now.
    /// - Throws: ``PostofficeError``.
    package func suppress(_ address: String, actor: OpaqueID?) async throws -> Suppression {
        let address = try Self.checked(address)
        let person = archive.index.personID(address: address)
        if let known = try await suppression(of: person), known.isSuppressed { return known }
        let fact = RecipientSuppressed(address: address, reason: .manual, person: person.description)
        return try await decide(.recipientSuppressed(fact), about: person, actor: actor)
    }

    /// Lets an address be sent to again; only newer evidence suppresses it anew.
    ///
    /// - Returns: How the address stands now.
    /// - Throws: ``PostofficeError``; not found where the address was never suppressed.
    package func release(_ address: String, actor: OpaqueID?) async throws -> Suppression {
        let address = try Self.checked(address)
        let person = archive.index.personID(address: address)
        guard let known = try await suppression(of: person) else {
            throw PostofficeError.notFound("a suppression of this address")
        }
        guard known.isSuppressed else { return known }
        let fact = RecipientReleased(address: address, person: person.description)
        return try await decide(.recipientReleased(fact), about: person, actor: actor)
    }

    private func decide(_ event: MailEvent, about person: OpaqueID, actor: OpaqueID?) async throws -> Suppression {
        let outcome: AppendOutcome
        do {
            outcome = try await append([MailFact(event, occurredAt: .now(), actor: actor)])
        } catch PostofficeError.erased {
            // Whoever was erased stays suppressed by the keyed hash alone.
            outcome = try await append([MailFact(event.withoutAddress, occurredAt: .now(), actor: actor)])
        }
        let view = try requireViews().suppressions
        guard
            await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10)),
            let known = try await suppression(of: person)
        else { throw PostofficeError.unavailable("the list of suppressed addresses is behind; it was recorded") }
        return known
    }

    private func suppression(of person: OpaqueID) async throws -> Suppression? {
        try await requireViews().suppressions.read { db in try Suppressions.one(person, in: db) }
    }

    private static func checked(_ address: String) throws(PostofficeError) -> String {
        do {
            return try EmailAddress(parsing: address).description
        } catch {
            throw .invalid([FieldProblem("address", error.description)])
        }
    }
}

extension MailEvent {
    /// The same without the address, for somebody who has no key to seal it with.
    fileprivate var withoutAddress: Self {
        switch self {
        case .recipientSuppressed(var suppressed):
            suppressed.address = nil
            return .recipientSuppressed(suppressed)
        case .recipientReleased(var released):
            released.address = nil
            return .recipientReleased(released)
        default: return self
        }
    }
}
