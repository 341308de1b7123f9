/// Decides which of the requests that wait are appended, before anything of them is written.
///
/// A request that is refused leaves no trace, so it never spoils the batch it waited in; one that repeats another of the
/// same batch gets that one's outcome.
struct BatchDecision {
    private let ledger: OpaqueID
    private let epoch: Int
    private let store: any LedgerStore
    private var tree: MerkleTree
    private var heads: [OpaqueID: Int64] = [:]
    private var outcomes: [ScopedDigest: KeptOutcome] = [:]
    /// What is to be committed.
    private(set) var batch: LedgerBatch

    init(ledger: OpaqueID, epoch: Int, store: any LedgerStore, tree: MerkleTree, now: Timestamp) {
        self.ledger = ledger
        self.epoch = epoch
        self.store = store
        self.tree = tree
        self.batch = LedgerBatch(tree: StoredTree(size: tree.size, root: MerkleTree.emptyRoot, frontier: []), now: now)
    }

    /// Decides one request.
    ///
    /// Throws only if the store fails.
    mutating func decide(_ request: AppendRequest) throws -> Result<AppendOutcome, AppendError> {
        if let key = request.idempotency, let kept = try outcome(of: key) {
            guard kept.key.request == key.request else { return .failure(.keyReused) }
            return .success(
                AppendOutcome(positions: kept.positions, recordedAt: kept.recordedAt, isRepeat: true)
            )
        }
        guard !request.events.isEmpty else { return .failure(.nothingKept) }
        if let conflict = try conflict(of: request) { return .failure(conflict) }
        let first = tree.size
        for event in request.events { record(event) }
        let positions = first...tree.size - 1
        if let key = request.idempotency {
            let kept = KeptOutcome(key: key, positions: positions, recordedAt: batch.now)
            outcomes[ScopedDigest(key)] = kept
            batch.outcomes.append(kept)
        }
        return .success(AppendOutcome(positions: positions, recordedAt: batch.now, isRepeat: false))
    }

    /// Ends the decision, and gives the tree after it.
    mutating func finish() -> MerkleTree {
        batch.tiles = tree.takeFullTiles()
        batch.tree = StoredTree(tree)
        return tree
    }

    private func outcome(of key: IdempotencyKey) throws -> KeptOutcome? {
        if let kept = outcomes[ScopedDigest(key)] { return kept }
        return try store.outcome(of: key, at: batch.now)
    }

    private func conflict(of request: AppendRequest) throws -> AppendError? {
        switch request.expecting {
        case .any: return nil
        case .nothingYet(let message):
            let actual = try heads[message] ?? store.head(of: message)
            return actual == nil ? nil : .conflict(expected: request.expecting, actual: actual)
        case .head(let message, let position):
            let actual = try heads[message] ?? store.head(of: message)
            return actual == position ? nil : .conflict(expected: request.expecting, actual: actual)
        }
    }

    private mutating func record(_ event: NewEvent) {
        let header = EventHeader(
            ledger: ledger,
            epoch: epoch,
            position: tree.size,
            id: event.id,
            type: event.type,
            schema: event.schema,
            document: event.document,
            message: event.message,
            recipient: event.recipient,
            attempt: event.attempt,
            occurredAt: event.occurredAt,
            recordedAt: batch.now,
            bodyHash: Hash(of: event.body),
            actor: event.actor
        )
        let entry = header.entry()
        if let message = event.message { heads[message] = tree.size }
        tree.append(MerkleTree.leafHash(entry))
        batch.events.append(RecordedEvent(header: header, entry: entry, body: event.body))
    }
}
