import Ledger
import Synchronization

/// A ledger in an array, for folding.
final class ListLedger: LedgerReading {
    private struct State {
        var events: [RecordedEvent] = []
        var epoch = 0
        var followers: [AsyncStream<Int64>.Continuation] = []
    }

    let id: OpaqueID
    private let state = Mutex(State())

    init(id: OpaqueID = .random()) {
        self.id = id
    }

    func head() async throws -> LedgerHead {
        state.withLock { LedgerHead(size: Int64($0.events.count), root: Hash(of: []), epoch: $0.epoch) }
    }

    func events(from position: Int64, limit: Int) async throws -> [RecordedEvent] {
        state.withLock { Array($0.events.dropFirst(Int(position)).prefix(limit)) }
    }

    func sizes() -> AsyncStream<Int64> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            state.withLock { state in
                state.followers.append(continuation)
                continuation.yield(Int64(state.events.count))
            }
        }
    }

    /// Appends an event as recorded at the time at which it happened, and returns its position.
    @discardableResult
    func append(_ event: NewEvent) -> Int64 {
        state.withLock { state in
            let header = EventHeader(
                ledger: id,
                epoch: state.epoch,
                position: Int64(state.events.count),
                id: event.id,
                type: event.type,
                schema: event.schema,
                document: event.document,
                message: event.message,
                recipient: event.recipient,
                attempt: event.attempt,
                occurredAt: event.occurredAt,
                recordedAt: max(event.occurredAt, state.events.last?.header.recordedAt ?? event.occurredAt),
                bodyHash: Hash(of: event.body),
                actor: event.actor
            )
            let entry = Array("\(header.position) \(header.id)".utf8)
            state.events.append(RecordedEvent(header: header, entry: entry, body: event.body))
            for follower in state.followers { follower.yield(Int64(state.events.count)) }
            return header.position
        }
    }

    /// Forgets the newest events, as a ledger that was put back to an older copy has.
    func forget(_ count: Int) {
        state.withLock { $0.events.removeLast(count) }
    }

    func beginEpoch() {
        state.withLock { $0.epoch += 1 }
    }
}
