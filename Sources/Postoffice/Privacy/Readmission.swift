import Foundation
import Ledger
import Mail
import MailLedger
import Privacy
import ProjectionEngine

/// What a message to somebody who was erased states about them.
struct Readmission {
    /// The person.
    let person: OpaqueID
    /// The life of theirs that begins.
    let life: Int
    /// The fact, to be appended together with the message and not without it.
    let fact: SubjectReadmitted
}

extension Organization {
    /// Refuses a message to somebody who was erased, unless it states a new basis, which begins a new life of theirs.
    ///
    /// Nothing is stored by this.
    ///
    /// - Returns: What to state about each such recipient.
    /// - Throws: ``PostofficeError/invalid(_:)`` with each such recipient, and what to state.
    func readmissions(for message: CheckedMessage, _ basis: String?) async throws -> [Readmission] {
        let addresses = message.recipients.map(\.mailbox.address.description)
        let persons = Dictionary(addresses.map { (archive.index.personID(address: $0), $0) }) { first, _ in first }
        let view = try requireViews().privacy
        let ids = Set(persons.keys)
        let erased = try await view.read { db in try Privacy.erased(among: ids, in: db) }
        guard !erased.isEmpty else { return [] }
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
        return erased.sorted { $0.key < $1.key }.map { person, state in
            let fact = SubjectReadmitted(
                subject: person.description,
                life: state.life + 1,
                address: persons[person] ?? "",
                basis: basis
            )
            return Readmission(person: person, life: state.life + 1, fact: fact)
        }
    }
}
