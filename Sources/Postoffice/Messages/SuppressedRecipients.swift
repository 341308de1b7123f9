import Foundation
import Ledger
import Mail
import Outbox
import Suppressions

extension Organization {
    /// Refuses a message to an address that is sent nothing more, before anything of it is kept.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` with each such recipient, and how to release it.
    func requireNobodySuppressed(in message: CheckedMessage) async throws {
        let found = try await suppressed(among: message.recipients.map(\.mailbox.address.description))
        guard !found.isEmpty else { return }
        var problems = Problems()
        for role in RecipientRole.allCases {
            for (index, recipient) in message.recipients.filter({ $0.role == role }).enumerated() {
                guard let suppression = found[recipient.mailbox.address.description] else { continue }
                let since = suppression.suppressedAt.description.prefix(10)
                let release =
                    "leave it out, or release it with POST /v1/suppressions/release once it is known to be good"
                problems.add(
                    "\(role.rawValue)[\(index)].address",
                    "is suppressed since \(since), because \(suppression.reason.words); \(release)"
                )
            }
        }
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
    }

    /// Why a copy is not to leave any more: its recipient was suppressed since it was queued.
    func refusal(of copy: PendingCopy) async throws -> String? {
        guard let address = copy.address else { return nil }
        return try await suppressed(among: [address])[address].map { suppression in
            "the recipient was suppressed since it was queued: \(suppression.reason.words)"
        }
    }
}

extension RecipientSuppressed.Reason {
    /// The reason in words.
    fileprivate var words: String {
        switch self {
        case .hard: "mail to it failed for good"
        case .complaint: "its owner reported mail as unwanted"
        case .manual: "somebody asked for it"
        }
    }
}
