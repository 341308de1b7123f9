import Ledger

/// One consistent state of a ledger's file: a read transaction of one connection.
struct SQLiteSnapshot: LedgerSnapshot {
    let connection: LedgerConnection

    func structuralFault() throws -> String? {
        let application = try connection.texts("PRAGMA application_id")
        guard application == [String(LedgerSchema.applicationID)] else { return "the file is not marked as a ledger" }
        let version = try connection.texts("PRAGMA user_version")
        guard version == [String(LedgerSchema.version)] else {
            return "the file has schema \(version.first ?? "none"), this program knows \(LedgerSchema.version)"
        }
        let schema = try connection.texts("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql")
        guard schema == LedgerSchema.statements.sorted() else { return "tables or triggers were changed" }
        let faults = try connection.texts("PRAGMA quick_check(1)")
        return faults == ["ok"] ? nil : faults.first ?? "the structure check gave no answer"
    }

    func identity() throws -> LedgerIdentity {
        let row = try connection.statement(.meta)
        defer { row.reset() }
        guard try row.step(), let id = row.id(0) else {
            throw StoreFault("the note of which ledger this is, is missing")
        }
        let identity = LedgerIdentity(
            id: id,
            epoch: Int(row.number(1)),
            origin: row.text(2),
            verifierKey: row.text(3)
        )
        guard row.bytes(4) == identity.checksum else {
            throw StoreFault("the note of which ledger this is, was changed")
        }
        return identity
    }

    func tree() throws -> StoredTree {
        let row = try connection.statement(.tree)
        defer { row.reset() }
        guard
            try row.step(), let root = Hash(bytes: row.bytes(1)), let frontier = TreeTile.hashes(in: row.bytes(2))
        else { throw StoreFault("the row of the tree is missing or malformed") }
        return StoredTree(size: row.number(0), root: root, frontier: frontier)
    }

    func headsThrough() throws -> Int64 {
        let row = try connection.statement(.tree)
        defer { row.reset() }
        guard try row.step() else { throw StoreFault("the row of the tree is missing") }
        return row.number(3)
    }

    func eventCount() throws -> Int64 {
        let row = try connection.statement(.highestPosition)
        defer { row.reset() }
        guard try row.step(), let highest = row.optionalNumber(0) else { return 0 }
        return highest + 1
    }

    func events(from position: Int64, limit: Int, size: Int) throws -> [StoredEvent] {
        let row = try connection.statement(.events)
        defer { row.reset() }
        try row.bind(position, at: 1)
        try row.bind(Int64(limit), at: 2)
        var events: [StoredEvent] = []
        events.reserveCapacity(min(limit, 256))
        var total = 0
        while total < size || events.isEmpty, try row.step() {
            let event = Self.event(row)
            total += event.entry.count + event.body.count
            events.append(event)
        }
        return events
    }

    func tile(level: Int, number: Int64) throws -> [Hash]? {
        let row = try connection.statement(.tile)
        defer { row.reset() }
        try row.bind(Int64(level), at: 1)
        try row.bind(number, at: 2)
        guard try row.step() else { return nil }
        return TreeTile.hashes(in: row.bytes(0))
    }

    func tileCount() throws -> Int64 {
        let row = try connection.statement(.tileCount)
        defer { row.reset() }
        return try row.step() ? row.number(0) : 0
    }

    func storedHead(of message: OpaqueID) throws -> Int64? {
        let row = try connection.statement(.storedHead)
        defer { row.reset() }
        try row.bind(message, at: 1)
        return try row.step() ? row.number(0) : nil
    }

    func forEachStoredHead(_ body: (OpaqueID, Int64) throws -> Void) throws {
        let row = try connection.statement(.storedHeads)
        defer { row.reset() }
        var last: OpaqueID?
        while try row.step() {
            guard let message = row.id(0), last.map({ $0 < message }) ?? true else {
                throw StoreFault("the message heads are out of order")
            }
            last = message
            try body(message, row.number(1))
        }
    }

    func forEachOutcome(from positions: Range<Int64>, _ body: (KeptOutcome) throws -> Void) throws {
        // No index leads from positions to keys; it would cost every commit, and this is read rarely.
        for query in [LedgerQuery.recentKeys, .keptKeys] {
            let row = try connection.statement(query)
            defer { row.reset() }
            while try row.step() {
                let outcome = try KeptOutcome(row: row)
                if positions.contains(outcome.positions.lowerBound) { try body(outcome) }
            }
        }
    }

    func idempotencyFault(size: Int64) throws -> String? {
        do {
            try verifyRecentKeys(size: size)
            try verifyKeptKeys(size: size)
            return nil
        } catch let fault as StoreFault {
            return fault.description
        }
    }

    private func verifyRecentKeys(size: Int64) throws {
        let row = try connection.statement(.recentKeys)
        defer { row.reset() }
        var last: Int64?
        while try row.step() {
            try verify(try KeptOutcome(row: row), size: size)
            guard last.map({ row.number(7) == $0 + 1 }) ?? true else { throw StoreFault("a recent key is missing") }
            last = row.number(7)
        }
    }

    private func verifyKeptKeys(size: Int64) throws {
        let row = try connection.statement(.keptKeys)
        defer { row.reset() }
        var last: ScopedDigest?
        while try row.step() {
            let outcome = try KeptOutcome(row: row)
            try verify(outcome, size: size)
            let digest = ScopedDigest(outcome.key)
            guard last.map({ $0 < digest }) ?? true else { throw StoreFault("the kept keys are out of order") }
            last = digest
        }
    }

    private func verify(_ outcome: KeptOutcome, size: Int64) throws {
        guard outcome.positions.lowerBound >= 0, outcome.positions.upperBound < size else {
            throw StoreFault("a key names a position that the ledger does not have")
        }
    }

    private static func event(_ row: LedgerStatement) -> StoredEvent {
        StoredEvent(
            columns: EventColumns(
                position: row.number(0),
                id: row.id(1) ?? OpaqueID(high: .max, low: .max),
                type: row.text(2),
                schema: row.number(3),
                document: row.id(4),
                message: row.id(5),
                recipient: row.optionalNumber(6),
                attempt: row.optionalNumber(7),
                occurred: row.number(8),
                recorded: row.number(9)
            ),
            entry: row.bytes(10),
            body: row.bytes(11)
        )
    }
}

extension LedgerIdentity {
    /// What shows that the row of the identity was changed.
    var checksum: [UInt8] {
        Hash(of: Array("\(id)\n\(epoch)\n\(origin)\n\(verifierKey)\n".utf8)).bytes
    }
}
