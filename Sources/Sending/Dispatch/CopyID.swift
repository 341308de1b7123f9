import Ledger
import Outbox

/// Which copy: a message's recipient.
struct CopyID: Hashable, Sendable {
    let message: OpaqueID
    let recipient: Int
}

extension CopyID {
    init(_ copy: PendingCopy) {
        self.init(message: copy.message, recipient: copy.recipient)
    }
}
