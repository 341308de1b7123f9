import Ledger
import LedgerSQLite
import Mail
import MailLedger

extension Organization {
    /// Gives a person, or the organization itself, a new key: what is stated from now on is sealed with it.
    ///
    /// What was sealed before still opens, and an erasure destroys all of the keys.
    ///
    /// - Parameter address: The person's address; nil means the organization's own key.
    /// - Returns: The id of the new key.
    /// - Throws: ``PostofficeError/notFound(_:)`` for an address of which nothing is known.
    package func rotateKey(of address: String?) async throws -> OpaqueID {
        try requireWritable()
        var subject = KeySubject.organization(ledger.id)
        if let address {
            var problems = Problems()
            guard let checked = problems.address(address) else { throw PostofficeError.invalid(problems.all) }
            subject = archive.person(address: checked)
        }
        let wanted = subject
        return try await translatingErrors {
            // Nothing may have been sealed for the organization yet; then its first key is the new one's predecessor.
            if address == nil { _ = try await keys.makeKeys(for: [wanted]) }
            guard let key = try await keys.rotate([wanted])[wanted] else {
                throw PostofficeError.notFound("a key of this subject")
            }
            return key.id
        }
    }
}
