import Ledger

/// The one connection that writes and checkpoints, with what is not merged yet.
struct LedgerFileWriter {
    private let connection: LedgerConnection
    private var keys: DeferredMerge<ScopedDigest, KeptOutcome>
    private var nextKey: Int64 = 1
    private var heads: DeferredMerge<OpaqueID, Int64>
    /// Where the next slice looks for keys that are kept no longer.
    private var expiryCursor: [UInt8] = []

    init(path: String, mergeThreshold: Int) throws {
        keys = DeferredMerge(threshold: mergeThreshold)
        heads = DeferredMerge(threshold: mergeThreshold)
        connection = try LedgerConnection(path: path, access: .writing)
        try connection.verifySettings()
        try loadKeys()
        try loadHeads()
    }

    func head(of message: OpaqueID) throws -> Int64? {
        try heads[message] ?? SQLiteSnapshot(connection: connection).storedHead(of: message)
    }

    func outcome(of key: IdempotencyKey, at now: Timestamp) throws -> KeptOutcome? {
        let kept = try keys[ScopedDigest(key)] ?? mergedOutcome(of: key)
        guard let kept, kept.isKept(at: now) else { return nil }
        return kept
    }

    mutating func commit(_ batch: LedgerBatch) throws {
        try connection.statement(.beginImmediate).run()
        do {
            try write(batch)
            try connection.statement(.commit).run()
        } catch {
            try? connection.statement(.rollback).run()
            throw error
        }
    }

    /// Checkpoints, truncates the WAL and closes.
    func close() throws {
        defer { connection.close() }
        try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }

    private mutating func write(_ batch: LedgerBatch) throws {
        try insert(batch.events)
        for tile in batch.tiles {
            let statement = try connection.statement(.insertTile)
            try statement.bind(Int64(tile.level), at: 1)
            try statement.bind(tile.number, at: 2)
            try statement.bind(tile.bytes, at: 3)
            try statement.run()
        }
        try insert(batch.outcomes)
        try mergeKeys(now: batch.now)
        let headsThrough = try mergeHeads(newest: batch.tree.size - 1)
        try update(batch.tree, from: batch.tree.size - Int64(batch.events.count), headsThrough: headsThrough)
    }

    private mutating func insert(_ events: [RecordedEvent]) throws {
        let statement = try connection.statement(.insertEvent)
        for event in events {
            let header = event.header
            try statement.bind(header.position, at: 1)
            try statement.bind(header.id, at: 2)
            try statement.bind(header.type.rawValue, at: 3)
            try statement.bind(Int64(header.schema), at: 4)
            try statement.bind(header.document, at: 5)
            try statement.bind(header.message, at: 6)
            try statement.bind(header.recipient.map(Int64.init), at: 7)
            try statement.bind(header.attempt.map(Int64.init), at: 8)
            try statement.bind(header.occurredAt.microseconds, at: 9)
            try statement.bind(header.recordedAt.microseconds, at: 10)
            try statement.bind(event.entry, at: 11)
            try statement.bind(event.body, at: 12)
            try statement.run()
            if let message = header.message { heads.put(header.position, for: message, number: header.position) }
        }
    }

    private mutating func insert(_ outcomes: [KeptOutcome]) throws {
        let statement = try connection.statement(.insertRecentKey)
        for outcome in outcomes {
            try outcome.bind(to: statement)
            try statement.bind(nextKey, at: 8)
            try statement.run()
            keys.put(outcome, for: ScopedDigest(outcome.key), number: nextKey)
            nextKey += 1
        }
    }

    private func update(_ tree: StoredTree, from size: Int64, headsThrough: Int64?) throws {
        let statement = try connection.statement(.updateTree)
        try statement.bind(tree.size, at: 1)
        try statement.bind(tree.root.bytes, at: 2)
        try statement.bind(tree.frontier.flatMap(\.bytes), at: 3)
        try statement.bind(headsThrough, at: 4)
        try statement.bind(size, at: 5)
        try statement.run()
        guard connection.changes == 1 else {
            throw StoreFault("the ledger's file was changed by somebody else: its size is no longer \(size)")
        }
    }

    private mutating func mergeKeys(now: Timestamp) throws {
        guard let slice = keys.nextSlice(newest: nextKey - 1) else { return }
        let statement = try connection.statement(.upsertKeptKey)
        for entry in slice.entries {
            try entry.value.bind(to: statement)
            try statement.run()
        }
        try removeExpiredKeys(now: now, looking: 2 * slice.entries.count)
        guard let mergedThrough = slice.mergedThrough else { return }
        let removal = try connection.statement(.deleteRecentKeys)
        try removal.bind(mergedThrough, at: 1)
        try removal.run()
    }

    /// Goes on through the callers' keys, twice as fast as they come, so that none stays much longer than it is kept.
    private mutating func removeExpiredKeys(now: Timestamp, looking limit: Int) throws {
        let row = try connection.statement(.keptKeysAfter)
        try row.bind(Int64(IdempotencyKey.Scope.api.rawValue), at: 1)
        try row.bind(expiryCursor, at: 2)
        try row.bind(Int64(limit), at: 3)
        var expired: [IdempotencyKey] = []
        var seen = 0
        while try row.step() {
            let kept = try KeptOutcome(row: row)
            seen += 1
            expiryCursor = kept.key.digest
            if !kept.isKept(at: now) { expired.append(kept.key) }
        }
        if seen < limit { expiryCursor = [] }
        let removal = try connection.statement(.deleteKeptKey)
        for key in expired {
            try removal.bind(Int64(key.scope.rawValue), at: 1)
            try removal.bind(key.digest, at: 2)
            try removal.run()
        }
    }

    private mutating func mergeHeads(newest: Int64) throws -> Int64? {
        guard let slice = heads.nextSlice(newest: newest) else { return nil }
        let statement = try connection.statement(.upsertHead)
        for entry in slice.entries {
            try statement.bind(entry.key, at: 1)
            try statement.bind(entry.value, at: 2)
            try statement.run()
        }
        return slice.mergedThrough.map { $0 + 1 }
    }

    private func mergedOutcome(of key: IdempotencyKey) throws -> KeptOutcome? {
        let row = try connection.statement(.keptKey)
        defer { row.reset() }
        try row.bind(Int64(key.scope.rawValue), at: 1)
        try row.bind(key.digest, at: 2)
        return try row.step() ? try KeptOutcome(row: row) : nil
    }

    private mutating func loadKeys() throws {
        let row = try connection.statement(.recentKeys)
        defer { row.reset() }
        while try row.step() {
            let outcome = try KeptOutcome(row: row)
            keys.put(outcome, for: ScopedDigest(outcome.key), number: row.number(7))
            nextKey = row.number(7) + 1
        }
    }

    private mutating func loadHeads() throws {
        let row = try connection.statement(.headsAfter)
        defer { row.reset() }
        try row.bind(try SQLiteSnapshot(connection: connection).headsThrough(), at: 1)
        while try row.step() {
            guard let message = row.id(0) else { continue }
            heads.put(row.number(1), for: message, number: row.number(1))
        }
    }
}
