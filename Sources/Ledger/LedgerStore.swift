/// Which ledger a store holds.
package struct LedgerIdentity: Hashable, Sendable {
    /// The ledger's id.
    package let id: OpaqueID
    /// The ledger's epoch: 0, and one more for each restored backup.
    package let epoch: Int
    /// What its checkpoints call it.
    package let origin: String
    /// The key that verifies its checkpoints, as ``NoteKey`` writes it.
    package let verifierKey: String

    /// Makes an identity.
    package init(id: OpaqueID, epoch: Int, origin: String, verifierKey: String) {
        self.id = id
        self.epoch = epoch
        self.origin = origin
        self.verifierKey = verifierKey
    }
}

/// What a store says about the tree over its events.
package struct StoredTree: Hashable, Sendable {
    /// How many leaves the tree has.
    package let size: Int64
    /// The root over them.
    package let root: Hash
    /// The roots of the perfect subtrees, largest first.
    package let frontier: [Hash]

    /// Takes down a tree.
    package init(_ tree: MerkleTree) {
        self.init(size: tree.size, root: tree.root, frontier: tree.frontier)
    }

    /// Makes what was stored.
    package init(size: Int64, root: Hash, frontier: [Hash]) {
        self.size = size
        self.root = root
        self.frontier = frontier
    }
}

/// An event as a store holds it: the bytes, and the columns beside them.
package struct StoredEvent: Hashable, Sendable {
    /// The copies of header fields.
    package let columns: EventColumns
    /// The exact bytes of the header.
    package let entry: [UInt8]
    /// The exact bytes of the body.
    package let body: [UInt8]

    /// Makes what was stored.
    package init(columns: EventColumns, entry: [UInt8], body: [UInt8]) {
        self.columns = columns
        self.entry = entry
        self.body = body
    }

    /// The event, its header parsed.
    package func recorded() throws(EntryError) -> RecordedEvent {
        RecordedEvent(header: try EventHeader(entry: entry), entry: entry, body: body)
    }
}

/// An idempotency key with what became of the request that had it first.
package struct KeptOutcome: Hashable, Sendable {
    /// The key.
    package let key: IdempotencyKey
    /// What became of the request.
    package let positions: ClosedRange<Int64>
    /// When it was recorded.
    package let recordedAt: Timestamp

    /// Makes an outcome to keep.
    package init(key: IdempotencyKey, positions: ClosedRange<Int64>, recordedAt: Timestamp) {
        self.key = key
        self.positions = positions
        self.recordedAt = recordedAt
    }

    /// How long a key of this scope is kept; nil for ever.
    package static func keepingSeconds(_ scope: IdempotencyKey.Scope) -> Double? {
        switch scope {
        case .api: 30 * 86_400
        case .evidence: nil
        }
    }

    /// Whether the key is still kept at this moment.
    package func isKept(at now: Timestamp) -> Bool {
        guard let seconds = Self.keepingSeconds(key.scope) else { return true }
        return now < recordedAt.adding(seconds: seconds)
    }
}

/// What one commit makes durable, all of it or nothing.
package struct LedgerBatch: Sendable {
    /// The events, in order, next after those that are there.
    package var events: [RecordedEvent] = []
    /// The outcomes of requests that had a key.
    package var outcomes: [KeptOutcome] = []
    /// The tiles that became full.
    package var tiles: [TreeTile] = []
    /// The tree after the events.
    package var tree: StoredTree
    /// The moment of the commit, by which keys expire.
    package var now: Timestamp

    /// Starts a batch.
    package init(tree: StoredTree, now: Timestamp) {
        self.tree = tree
        self.now = now
    }
}

/// Why a store could not do what it was asked.
package struct StoreFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, for the operator; holds nothing of any event's contents.
    package let description: String

    /// Makes a fault.
    package init(_ description: String) {
        self.description = description
    }
}

/// Keeps the events of one ledger with its tree, message heads and idempotency keys.
///
/// All calls block.
///
/// ``read(_:)`` may run at any time on any thread. The other calls are made by one thread at a time. Until
/// ``openForWriting()`` nothing that is stored is changed in any way, not even by closing.
package protocol LedgerStore: Sendable {
    /// Runs a body on one consistent state, as of the newest commit before it.
    func read<Result>(_ body: (any LedgerSnapshot) throws -> Result) throws -> Result

    /// Gets ready for commits. Called once, after what is stored was verified.
    func openForWriting() throws

    /// The newest position of a message; nil if it has none.
    func head(of message: OpaqueID) throws -> Int64?

    /// What became of the request that had this scope and digest; nil if there was none, or it is no longer kept.
    func outcome(of key: IdempotencyKey, at now: Timestamp) throws -> KeptOutcome?

    /// Stores a batch; all of it is durable on return. If it throws, none of it is stored, or that is not known.
    func commit(_ batch: LedgerBatch) throws

    /// Closes the store; no other call follows.
    func close() throws
}

/// One consistent state of a store.
///
/// Lives only inside ``LedgerStore/read(_:)``.
package protocol LedgerSnapshot {
    /// What is wrong with the store's own structure, as far as it can tell; nil if nothing is.
    func structuralFault() throws -> String?

    /// Which ledger this is.
    func identity() throws -> LedgerIdentity

    /// The tree as it was taken down by the newest commit.
    func tree() throws -> StoredTree

    /// One more than the highest position that is stored.
    func eventCount() throws -> Int64

    /// Events from a position on, in order: at least one if there is one, at most `limit`, and no further one once their
    /// bytes come to `size`.
    func events(from position: Int64, limit: Int, size: Int) throws -> [StoredEvent]

    /// The hashes of a full tile; nil if it is not stored.
    func tile(level: Int, number: Int64) throws -> [Hash]?

    /// How many tiles are stored.
    func tileCount() throws -> Int64

    /// How many events, from the first, the stored message heads take into account at least; later ones may.
    func headsThrough() throws -> Int64

    /// The stored head of a message; it may lie before that of a newer event than ``headsThrough()`` covers.
    func storedHead(of message: OpaqueID) throws -> Int64?

    /// Hands over every stored head, in the order of messages.
    func forEachStoredHead(_ body: (_ message: OpaqueID, _ position: Int64) throws -> Void) throws

    /// Hands over the kept outcomes of requests whose first event stands at one of these positions, in no order.
    ///
    /// One may come twice.
    func forEachOutcome(from positions: Range<Int64>, _ body: (KeptOutcome) throws -> Void) throws

    /// What is wrong with the kept idempotency keys, of a ledger with this many events; nil if nothing is.
    func idempotencyFault(size: Int64) throws -> String?
}
