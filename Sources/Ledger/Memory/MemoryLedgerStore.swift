import Synchronization

/// Keeps a ledger in memory, for tests and trials; it lasts as long as the object and may be opened again after closing.
package final class MemoryLedgerStore: LedgerStore {
    private struct State {
        var events: [RecordedEvent] = []
        var tiles: [TreeTile] = []
        var tree = StoredTree(MerkleTree())
        var heads: [OpaqueID: Int64] = [:]
        var outcomes: [ScopedDigest: KeptOutcome] = [:]
    }

    private let identity: LedgerIdentity
    private let state = Mutex(State())

    /// An empty store of the ledger with this identity.
    package init(identity: LedgerIdentity) {
        self.identity = identity
    }

    package func read<Result>(_ body: (any LedgerSnapshot) throws -> Result) throws -> Result {
        let state = state.withLock { $0 }
        return try body(Snapshot(ledger: identity, state: state))
    }

    package func openForWriting() throws {}

    package func head(of message: OpaqueID) throws -> Int64? {
        state.withLock { $0.heads[message] }
    }

    package func outcome(of key: IdempotencyKey, at now: Timestamp) throws -> KeptOutcome? {
        guard let kept = state.withLock({ $0.outcomes[ScopedDigest(key)] }), kept.isKept(at: now) else { return nil }
        return kept
    }

    package func commit(_ batch: LedgerBatch) throws {
        state.withLock { state in
            state.events += batch.events
            state.tiles += batch.tiles
            state.tree = batch.tree
            for event in batch.events {
                if let message = event.header.message { state.heads[message] = event.header.position }
            }
            for outcome in batch.outcomes { state.outcomes[ScopedDigest(outcome.key)] = outcome }
        }
    }

    package func close() throws {}

    private struct Snapshot: LedgerSnapshot {
        let ledger: LedgerIdentity
        let state: State

        func structuralFault() -> String? { nil }
        func identity() -> LedgerIdentity { ledger }
        func tree() -> StoredTree { state.tree }
        func eventCount() -> Int64 { Int64(state.events.count) }

        func events(from position: Int64, limit: Int, size: Int) -> [StoredEvent] {
            var events: [StoredEvent] = []
            var total = 0
            for event in state.events.dropFirst(Int(position)).prefix(limit) where total < size || events.isEmpty {
                total += event.entry.count + event.body.count
                events.append(
                    StoredEvent(columns: EventColumns(of: event.header), entry: event.entry, body: event.body)
                )
            }
            return events
        }

        func tile(level: Int, number: Int64) -> [Hash]? {
            state.tiles.first { $0.level == level && $0.number == number }?.hashes
        }

        func tileCount() -> Int64 { Int64(state.tiles.count) }
        func headsThrough() -> Int64 { Int64(state.events.count) }
        func storedHead(of message: OpaqueID) -> Int64? { state.heads[message] }

        func forEachStoredHead(_ body: (OpaqueID, Int64) throws -> Void) throws {
            for (message, position) in state.heads.sorted(by: { $0.key < $1.key }) { try body(message, position) }
        }

        func forEachOutcome(from positions: Range<Int64>, _ body: (KeptOutcome) throws -> Void) throws {
            for outcome in state.outcomes.values where positions.contains(outcome.positions.lowerBound) {
                try body(outcome)
            }
        }

        func idempotencyFault(size: Int64) -> String? {
            state.outcomes.values.contains { $0.positions.upperBound >= size }
                ? "a key names a position past the end" : nil
        }
    }
}

/// What tells idempotency keys apart: scope and digest, not what was asked.
package struct ScopedDigest: Hashable, Sendable, Comparable {
    /// The key's scope.
    package let scope: IdempotencyKey.Scope
    /// The key's digest.
    package let digest: [UInt8]

    /// The part of a key that tells it apart.
    package init(_ key: IdempotencyKey) {
        self.scope = key.scope
        self.digest = key.digest
    }

    /// Orders by scope, then by the digest's bytes.
    package static func < (left: Self, right: Self) -> Bool {
        guard left.scope == right.scope else { return left.scope.rawValue < right.scope.rawValue }
        return left.digest.lexicographicallyPrecedes(right.digest)
    }
}
