import Foundation
import Ledger
import Mail
import MailLedger
import Privacy
import ProjectionEngine

extension Organization {
    /// Refuses a message to somebody who was erased, unless it states a new basis, which begins a new life of theirs.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` with each such recipient, and what to state.
    func requireBasis(for message: CheckedMessage, _ basis: String?, actor: OpaqueID?) async throws {
        let addresses = message.recipients.map(\.mailbox.address.description)
        let persons = Dictionary(addresses.map { (archive.index.personID(address: $0), $0) }) { first, _ in first }
        let view = try requireViews().privacy
        let ids = Set(persons.keys)
        let erased = try await view.read { db in try Privacy.erased(among: ids, in: db) }
        guard !erased.isEmpty else { return }
        var problems = Problems()
        if let basis, basis.isEmpty || basis.utf8.count > 500 {
            problems.add("basis", "is not 1 to 500 bytes long")
        } else if basis == nil {
            for role in RecipientRole.allCases {
                for (index, recipient) in message.recipients.filter({ $0.role == role }).enumerated() {
                    let person = archive.index.personID(address: recipient.mailbox.address.description)
                    guard erased[person] != nil else { continue }
                    problems.add(
                        "\(role.rawValue)[\(index)].address",
                        "was erased; leave it out, or state in basis what a new mail to this person rests on"
                    )
                }
            }
        }
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        for (person, state) in erased.sorted(by: { $0.key < $1.key }) {
            try await readmit(person, persons[person] ?? "", life: state.life + 1, basis: basis, actor: actor)
        }
    }

    private func readmit(
        _ person: OpaqueID,
        _ address: String,
        life: Int,
        basis: String?,
        actor: OpaqueID?
    ) async throws {
        try await erasureTurn.run {
            let view = try self.requireViews().privacy
            let state = try await view.read { db in try Privacy.state(of: person, in: db) }
            // Somebody else may have stated it meanwhile.
            guard state?.erasure != nil, state?.life == life - 1 else { return }
            self.archive.persons.note(person, life: life)
            let fact = SubjectReadmitted(subject: person.description, life: life, address: address, basis: basis)
            let outcome = try await self.append([MailFact(.subjectReadmitted(fact), occurredAt: .now(), actor: actor)])
            guard await view.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10)) else {
                throw PostofficeError.unavailable("the view of erasures, which is behind")
            }
        }
    }
}
