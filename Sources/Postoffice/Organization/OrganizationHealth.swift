import Ledger
import Synchronization

/// Whether an organization can do its work.
package struct OrganizationHealth: Hashable, Sendable {
    /// Whether it takes what is sent, and its views follow.
    package let isReady: Bool
    /// Why, in one sentence without names.
    package let condition: String
}

extension Organization {
    /// How it stands at this moment.
    package func health() async -> OrganizationHealth {
        if let refusal = ledger.refusal {
            return OrganizationHealth(isReady: false, condition: "The ledger is open for reading only: \(refusal)")
        }
        guard let views, let size = try? await ledger.head().size else {
            return OrganizationHealth(isReady: false, condition: "The ledger cannot be read.")
        }
        guard !hasStopped.load(ordering: .relaxed) else {
            return OrganizationHealth(isReady: false, condition: "Sending and views have stopped; the log says why.")
        }
        let behind = max(0, size - views.position)
        // Somewhat behind is every view under load; this far, answers would be about the past.
        guard behind <= 1000 else {
            return OrganizationHealth(isReady: false, condition: "The views are \(behind) events behind.")
        }
        return OrganizationHealth(isReady: true, condition: "The ledger of \(size) events is sound and followed.")
    }
}
