import EmailHistory
import Ledger
import Mail
import MailLedger
import ProjectionEngine

extension Organization {
    /// At most `limit` events after a position (nil: from the first), opened as far as the keys allow.
    package func events(after position: Int64?, limit: Int) async throws -> [RecordedMailEvent] {
        try await translatingErrors {
            try await archive.open(try await ledger.events(from: position.map { $0 + 1 } ?? 0, limit: limit))
        }
    }

    /// Waits, at most five seconds, until all views hold the event at a position; false where they still do not.
    package func wait(forPosition position: Int64) async throws -> Bool {
        let views = try requireViews()
        return await views.wait(until: position + 1, timeout: .seconds(5))
    }

    /// The position of the newest event that the ledger holds; -1 for none.
    package func newestPosition() async throws -> Int64 {
        try await ledger.head().size - 1
    }
}
