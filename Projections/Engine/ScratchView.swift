import GRDB
import Ledger
import MailLedger

/// A view in memory, for events that somebody chose: the same fold and the same queries as those of the live view.
///
/// It answers what was known at an earlier moment: it is given the events up to then about what is asked.
package struct ScratchView<P: Projection>: Sendable {
    private let queue: DatabaseQueue

    /// Makes an empty view.
    package init(ledger: OpaqueID, epoch: Int) async throws {
        queue = try await Blocking.run {
            let queue = try DatabaseQueue(configuration: ViewFile.configuration(label: "scratch"))
            try queue.write { db in try ViewFile.makeTables(P.self, ledger: ledger, epoch: epoch, in: db) }
            return queue
        }
    }

    /// Folds events, which must come in the order of the ledger.
    package func fold(_ events: [RecordedMailEvent]) async throws {
        try await queue.write { db in
            for event in events where P.concerns(event.header.type) { try P.fold(event, into: db) }
        }
    }

    /// Runs a query.
    package func read<Value: Sendable>(
        _ query: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await queue.read(query)
    }
}
