/// Why a ledger could not be read.
package enum LedgerReadError: Error, Hashable, Sendable {
    /// The store failed.
    case storage(reason: String)
    /// The event at this position was changed, so that it can no longer be read.
    case malformed(position: Int64)
    /// There is no such position or size.
    case outside
    /// The ledger is damaged, so there is no checkpoint to prove anything by.
    case unproved
}

/// A ledger that was verified and is open: the sequencer that appends to it, and its readers.
///
/// A damaged ledger is open too, for reading as far as that goes.
package final class OpenLedger: LedgerReading, LedgerAppending, Sendable {
    /// What the verification on opening came to.
    package let condition: LedgerCondition
    /// The ledger's id, epoch, origin and public key.
    package let identity: LedgerIdentity
    /// What others verify the ledger's checkpoints with.
    package let verifierKey: NoteKey
    private let signer: LedgerSigner
    private let store: any LedgerStore
    private let pool: BlockingPool
    private let limits: LedgerLimits
    private let published: PublishedHead
    private let sequencer: Sequencer?

    /// The ledger's id.
    package var id: OpaqueID { identity.id }
    /// The ledger's epoch.
    package var epoch: Int { identity.epoch }
    /// What the ledger's checkpoints call it.
    package var origin: String { identity.origin }

    /// Why appends are refused now, in words; nil while they are taken.
    package var refusal: String? {
        guard let sequencer else {
            if case .damaged(let damage) = condition { return damage.description }
            return nil
        }
        switch sequencer.refusal {
        case nil: return nil
        case .readOnly(let reason)?: return reason
        default: return "the ledger was closed"
        }
    }

    private init(
        condition: LedgerCondition,
        identity: LedgerIdentity,
        signer: LedgerSigner,
        store: any LedgerStore,
        pool: BlockingPool,
        limits: LedgerLimits,
        published: PublishedHead,
        sequencer: Sequencer?
    ) {
        self.condition = condition
        self.identity = identity
        self.verifierKey = signer.verifierKey
        self.signer = signer
        self.store = store
        self.pool = pool
        self.limits = limits
        self.published = published
        self.sequencer = sequencer
    }

    /// Verifies a store, and opens it: for appending if it is whole, else for reading.
    ///
    /// Nothing is written before all of it was read and found sound. An anchor that is behind, as a power failure leaves it
    /// between a commit and the anchor, is written anew.
    ///
    /// - Parameters:
    ///   - store: What was stored, opened for reading.
    ///   - anchor: Where the newest checkpoint is kept.
    ///   - signer: The ledger's key.
    ///   - pool: The threads to work on.
    ///   - limits: How much may wait and be committed together.
    ///   - clock: Tells the time of recording.
    ///   - known: Which ledger it should be, for one that is too damaged to say so itself.
    ///   - progress: Called while events are verified.
    /// - Returns: The ledger; ``condition`` tells whether it takes appends.
    /// - Throws: What the store or the anchor throws if a sound ledger cannot be opened for writing.
    package static func open(
        store: any LedgerStore,
        anchor: any Anchor,
        signer: LedgerSigner,
        pool: BlockingPool,
        limits: LedgerLimits = LedgerLimits(),
        clock: @escaping @Sendable () -> Timestamp = Timestamp.now,
        known: OpaqueID,
        progress: @escaping @Sendable (LedgerProgress) -> Void = { _ in }
    ) async throws -> OpenLedger {
        try await pool.run(.opening) {
            let finding = LedgerVerifier(key: signer.verifierKey, progress: progress).verify(store, anchor: anchor)
            let identity =
                finding.identity
                ?? LedgerIdentity(
                    id: known,
                    epoch: 0,
                    origin: signer.name,
                    verifierKey: signer.verifierKey.description
                )
            let published = PublishedHead(head: head(of: store, finding: finding), edge: finding.tree.edge)
            var sequencer: Sequencer?
            if finding.condition == .sound {
                try store.openForWriting()
                let writer = LedgerWriter(
                    identity: identity,
                    store: store,
                    anchor: anchor,
                    signer: signer,
                    clock: clock,
                    finding: finding,
                    published: published
                )
                try writer.anchorAnew(after: finding.anchored)
                sequencer = Sequencer(writer: writer, pool: pool, limits: limits)
            }
            return OpenLedger(
                condition: finding.condition,
                identity: identity,
                signer: signer,
                store: store,
                pool: pool,
                limits: limits,
                published: published,
                sequencer: sequencer
            )
        }
    }

    /// The head to show: of a damaged ledger, what is there rather than what could be verified.
    private static func head(of store: any LedgerStore, finding: LedgerVerifier.Finding) -> LedgerHead {
        let epoch = finding.identity?.epoch ?? 0
        guard finding.condition != .sound, let size = try? store.read({ try $0.eventCount() }), size > finding.tree.size
        else { return LedgerHead(size: finding.tree.size, root: finding.tree.root, epoch: epoch) }
        let root = (try? store.read { try $0.tree().root }) ?? finding.tree.root
        return LedgerHead(size: size, root: root, epoch: epoch)
    }

    package func append(_ request: AppendRequest) async throws(AppendError) -> AppendOutcome {
        guard let sequencer else { throw .readOnly(reason: refusal ?? "the ledger is damaged") }
        return try await sequencer.append(request)
    }

    /// What became of the request that had this idempotency key; nil if there was none, or it is no longer kept.
    ///
    /// - Throws: ``AppendError/keyReused`` for another request with the same key.
    package func outcome(of key: IdempotencyKey) async throws(AppendError) -> AppendOutcome? {
        guard let sequencer else { throw .readOnly(reason: refusal ?? "the ledger is open for reading only") }
        return try await sequencer.outcome(of: key)
    }

    package func head() async throws -> LedgerHead {
        published.content.head
    }

    package func sizes() -> AsyncStream<Int64> {
        published.sizes()
    }

    package func events(from position: Int64, limit: Int) async throws -> [RecordedEvent] {
        let end = published.content.head.size
        guard position >= 0 else { throw LedgerReadError.outside }
        guard position < end, limit > 0 else { return [] }
        let count = Int(min(Int64(limit), end - position))
        return try await read { [limits] snapshot in
            var events: [RecordedEvent] = []
            for stored in try snapshot.events(from: position, limit: count, size: limits.readBytes) {
                let place = position + Int64(events.count)
                guard stored.columns.position == place, let event = try? stored.recorded() else {
                    guard events.isEmpty else { break }
                    throw LedgerReadError.malformed(position: place)
                }
                events.append(event)
            }
            return events
        }
    }

    /// The newest signed checkpoint.
    ///
    /// - Throws: ``LedgerReadError/unproved`` if the ledger is damaged.
    package func checkpoint() throws(LedgerReadError) -> String {
        guard let checkpoint = published.content.checkpoint else { throw .unproved }
        return checkpoint
    }

    /// A proof that the event at a position stands in the ledger, by the newest checkpoint.
    package func receipt(for position: Int64) async throws -> Receipt {
        guard let receipt = try await receipts(for: [position]).first else { throw LedgerReadError.outside }
        return receipt
    }

    /// Proofs that the events at these positions stand in the ledger, all by one checkpoint.
    ///
    /// - Parameters:
    ///   - positions: Which events.
    ///   - note: The checkpoint to prove by, for example one that witnesses cosigned; nil for the newest.
    /// - Returns: The proofs, in the order of the positions.
    /// - Throws: ``LedgerReadError/outside`` where the checkpoint does not cover them; ``NoteError`` where it is not this
    ///   ledger's.
    package func receipts(for positions: [Int64], by note: String? = nil) async throws -> [Receipt] {
        let content = published.content
        guard let checkpoint = note ?? content.checkpoint else { throw LedgerReadError.unproved }
        let size = try note.map { try Checkpoint(verifying: $0, with: verifierKey).size } ?? content.head.size
        guard size <= content.head.size, positions.allSatisfy((0..<size).contains) else {
            throw LedgerReadError.outside
        }
        let proofs = try await read { snapshot in
            var prover = Self.prover(content, snapshot, size: size)
            return try positions.map { try prover.inclusionProof(of: $0) }
        }
        var receipts: [Receipt] = []
        for (position, proof) in zip(positions, proofs) {
            let entry = try await entry(at: position)
            receipts.append(Receipt(position: position, proof: proof, checkpoint: checkpoint, entry: entry))
        }
        return receipts
    }

    /// Signs a statement of another kind than a checkpoint, for example the list of what a bundle holds.
    ///
    /// - Throws: ``NoteError/malformed`` for a text that could be taken for a checkpoint.
    package func sign(statement text: String) throws -> String {
        guard (try? Checkpoint(parsing: text)) == nil else { throw NoteError.malformed }
        return try signer.sign(text)
    }

    /// A proof that the ledger of `old` events, at least one, is the beginning of that of `new` events; `new` is nil for the newest.
    package func consistencyProof(from old: Int64, to new: Int64? = nil) async throws -> [Hash] {
        let content = published.content
        let size = new ?? content.head.size
        guard content.checkpoint != nil else { throw LedgerReadError.unproved }
        guard size <= content.head.size, old > 0, old <= size else { throw LedgerReadError.outside }
        return try await read { snapshot in
            var prover = Self.prover(content, snapshot, size: size)
            return try prover.consistencyProof(from: old)
        }
    }

    /// The root over the first `size` events.
    ///
    /// - Throws: ``LedgerReadError/outside`` where the ledger has not that many.
    package func root(at size: Int64) async throws -> Hash {
        let content = published.content
        guard (0...content.head.size).contains(size) else { throw LedgerReadError.outside }
        return try await read { snapshot in
            var prover = Self.prover(content, snapshot, size: size)
            return try prover.root()
        }
    }

    /// How many events had been recorded by a time.
    ///
    /// A search by halves: times of recording never run backwards.
    package func size(at time: Timestamp) async throws -> Int64 {
        var (low, high) = (Int64(0), published.content.head.size)
        while low < high {
            let middle = low + (high - low) / 2
            guard let event = try await events(from: middle, limit: 1).first else { throw LedgerReadError.outside }
            if event.header.recordedAt <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The exact bytes that the tree hashes for the event at a position.
    package func entry(at position: Int64) async throws -> [UInt8] {
        guard let event = try await events(from: position, limit: 1).first else { throw LedgerReadError.outside }
        return event.entry
    }

    /// The first hashes of a tile (C2SP tlog-tiles).
    ///
    /// - Parameters:
    ///   - level: 0 for leaves, and so on upward.
    ///   - number: Which tile of its level.
    ///   - width: How many hashes, from 1 to 256.
    /// - Returns: The hashes, left to right.
    /// - Throws: ``LedgerReadError/outside`` where the ledger has not that many.
    package func tile(level: Int, number: Int64, width: Int) async throws -> [Hash] {
        let content = published.content
        let height = TreeTile.height * level
        guard level >= 0, height < 63, number >= 0, (1...TreeTile.width).contains(width) else {
            throw LedgerReadError.outside
        }
        let there = content.head.size >> Int64(height)
        guard number <= there / Int64(TreeTile.width), number * Int64(TreeTile.width) + Int64(width) <= there else {
            throw LedgerReadError.outside
        }
        let hashes = try await read { snapshot in
            try snapshot.tile(level: level, number: number) ?? (level < content.edge.count ? content.edge[level] : [])
        }
        guard hashes.count >= width else { throw LedgerReadError.outside }
        return Array(hashes.prefix(width))
    }

    /// Finishes the appends that wait and closes the ledger; of a damaged one, nothing is changed on disk.
    package func close() async {
        if let sequencer {
            await sequencer.close()
        } else {
            let store = store
            try? await pool.run(.opening) { try store.close() }
        }
        published.close()
    }

    private func read<Result: Sendable>(
        _ body: @escaping @Sendable (any LedgerSnapshot) throws -> Result
    ) async throws -> Result {
        let store = store
        return try await pool.run(.reading) {
            do {
                return try store.read(body)
            } catch let fault as StoreFault {
                throw LedgerReadError.storage(reason: fault.description)
            }
        }
    }

    private static func prover(
        _ content: PublishedHead.Content,
        _ snapshot: any LedgerSnapshot,
        size: Int64? = nil
    ) -> TreeProver {
        TreeProver(size: size ?? content.head.size) { level, number in
            if let tile = try snapshot.tile(level: level, number: number) { return tile }
            return level < content.edge.count ? content.edge[level] : []
        }
    }
}
