import Synchronization

/// Makes batches of requests durable, one batch at a time: events and tree, then the anchor, then everybody learns of it.
final class LedgerWriter: Sendable {
    private struct State {
        var tree: MerkleTree
        var recordedAt: Timestamp?
    }

    private let identity: LedgerIdentity
    private let store: any LedgerStore
    private let anchor: any Anchor
    private let signer: LedgerSigner
    private let clock: @Sendable () -> Timestamp
    private let published: PublishedHead
    private let state: Mutex<State>

    init(
        identity: LedgerIdentity,
        store: any LedgerStore,
        anchor: any Anchor,
        signer: LedgerSigner,
        clock: @escaping @Sendable () -> Timestamp,
        finding: LedgerVerifier.Finding,
        published: PublishedHead
    ) {
        self.identity = identity
        self.store = store
        self.anchor = anchor
        self.signer = signer
        self.clock = clock
        self.published = published
        self.state = Mutex(State(tree: finding.tree, recordedAt: finding.recordedAt))
    }

    /// Signs the ledger as it stands and writes the anchor, if the anchor does not vouch for all of it already.
    func anchorAnew(after anchored: Checkpoint?) throws {
        try state.withLock { state in
            let note = try sign(state.tree)
            if anchored?.size != state.tree.size { try anchor.write(note) }
            published.publish(tree: state.tree, epoch: identity.epoch, checkpoint: note)
        }
    }

    /// Appends what may be appended, and gives each request its answer.
    ///
    /// Throws if it is not known what was stored.
    func append(_ requests: [AppendRequest]) throws -> [Result<AppendOutcome, AppendError>] {
        try state.withLock { state in
            // A clock that was set back never makes the ledger's own order of times run backwards.
            let now = max(clock(), state.recordedAt ?? clock())
            var decision = BatchDecision(
                ledger: identity.id,
                epoch: identity.epoch,
                store: store,
                tree: state.tree,
                now: now
            )
            let answers = try requests.map { try decision.decide($0) }
            guard !decision.batch.events.isEmpty else { return answers }
            let tree = decision.finish()
            try store.commit(decision.batch)
            state.tree = tree
            state.recordedAt = now
            let note = try sign(tree)
            try anchor.write(note)
            published.publish(tree: tree, epoch: identity.epoch, checkpoint: note)
            return answers
        }
    }

    /// Closes the store.
    func close() throws {
        try state.withLock { _ in try store.close() }
    }

    private func sign(_ tree: MerkleTree) throws -> String {
        try signer.sign(Checkpoint(origin: identity.origin, size: tree.size, root: tree.root).text)
    }
}
