import Ledger
import Mail
import MailLedger
import Privacy
import ProjectionEngine

extension Organization {
    /// The persons of whom an erasure is forbidden, those held longest first.
    package func holds() async throws -> [PersonState] {
        try await requireViews().privacy.read { db in try Privacy.held(in: db) }
    }

    /// Forbids to erase a person until the hold is lifted; one that holds already stays.
    ///
    /// - Throws: ``PostofficeError/erased`` for somebody who was erased; ``PostofficeError/invalid(_:)``.
    package func hold(_ address: String, reason: String, actor: OpaqueID?) async throws -> PersonState {
        try await decideHold(address, reason: reason, actor: actor, isHeld: true)
    }

    /// Ends a hold.
    ///
    /// - Throws: ``PostofficeError/notFound(_:)`` where there is none; ``PostofficeError/invalid(_:)``.
    package func liftHold(_ address: String, reason: String, actor: OpaqueID?) async throws -> PersonState {
        try await decideHold(address, reason: reason, actor: actor, isHeld: false)
    }

    private func decideHold(
        _ text: String,
        reason: String,
        actor: OpaqueID?,
        isHeld: Bool
    ) async throws -> PersonState {
        try requireWritable()
        var problems = Problems()
        let address = problems.address(text)
        problems.check(reason, "reason", about: text)
        guard problems.all.isEmpty, let address else { throw PostofficeError.invalid(problems.all) }
        // An erasure that began is ended before, and finds the hold after.
        return try await erasureTurn.run {
            let view = try self.requireViews().privacy
            let person = self.archive.index.personID(address: address)
            _ = await view.wait(until: try await self.ledger.head().size, timeout: .seconds(30))
            let known = try await view.read { db in try Privacy.state(of: person, in: db) }
            if known?.erasure != nil { throw PostofficeError.erased }
            if isHeld, let known, known.heldSince != nil { return known }
            if !isHeld, known?.heldSince == nil { throw PostofficeError.notFound("a hold on this person") }
            let fact = SubjectHeld(subject: person.description, address: address, reason: reason)
            let outcome = try await self.append([
                MailFact(isHeld ? .subjectHeld(fact) : .subjectUnheld(fact), occurredAt: .now(), actor: actor)
            ])
            guard
                await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10)),
                let state = try await view.read({ db in try Privacy.state(of: person, in: db) })
            else { throw PostofficeError.unavailable("the view of holds, which is behind; it was recorded") }
            return state
        }
    }
}
