import EmailHistory
import Evidence
import Ledger
import Mail
import MailLedger
import ProjectionEngine

extension Postoffice {
    /// Whether a token is one of a withdrawal link that was sent from here; nothing is done.
    package func knowsWithdrawal(token: some StringProtocol) -> Bool {
        withdrawalOwner(token) != nil
    }

    /// Takes a recipient's consent to be tracked back; durable, and in force, on return.
    ///
    /// - Parameter token: The token in the link.
    /// - Returns: false for a token that was not issued here.
    /// - Throws: ``PostofficeError`` where it cannot be stored.
    package func withdrawTracking(token: some StringProtocol) async throws -> Bool {
        guard let (owner, subject) = withdrawalOwner(token) else { return false }
        return try await owner.withdrawTracking(subject)
    }

    private func withdrawalOwner(_ token: some StringProtocol) -> (Organization, PixelSubject)? {
        guard
            let subject = withdrawals.open(token), let ledger = OpaqueID(bytes: subject.organization.bytes),
            let owner = organization(ofLedger: ledger)
        else { return nil }
        return (owner, subject)
    }
}

extension Organization {
    /// Records that the recipient of a copy wants to be tracked no more; said twice, it is recorded once.
    ///
    /// - Returns: false for a copy that was never queued.
    func withdrawTracking(_ subject: PixelSubject) async throws -> Bool {
        guard let copy = try await copy(of: subject) else { return false }
        // Nobody can be tracked whose address was erased.
        guard !copy.isWithdrawn, let address = copy.address else { return true }
        let fact = MailFact(
            .trackingWithdrawn(TrackingWithdrawn(address: address)),
            document: copy.document,
            message: copy.message,
            recipient: copy.number,
            occurredAt: .now()
        )
        let outcome = try await append([fact])
        let history = try requireViews().history
        guard await history.wait(until: outcome.positions.upperBound + 1, timeout: .seconds(10)) else {
            throw PostofficeError.unavailable("the view of the history")
        }
        return true
    }
}
