/// How far a verification has come.
package struct LedgerProgress: Hashable, Sendable {
    /// How many events were verified.
    package let done: Int64
    /// How many there are.
    package let total: Int64
}

/// Computes a whole ledger anew from what is stored, and names the first difference.
///
/// Only ever reads; blocks.
package struct LedgerVerifier {
    /// What was found.
    package struct Finding: Sendable {
        /// Whether the ledger is whole.
        package var condition: LedgerCondition = .sound
        /// Which ledger it is, as far as that could be read.
        package var identity: LedgerIdentity?
        /// The tree over the events that were verified.
        package var tree = MerkleTree()
        /// When the newest of them was recorded.
        package var recordedAt: Timestamp?
        /// The newest checkpoint that the anchor holds.
        package var anchored: Checkpoint?
    }

    private let key: NoteKey?
    private let progress: @Sendable (LedgerProgress) -> Void

    /// Makes a verifier.
    ///
    /// - Parameters:
    ///   - key: The ledger's key; nil to take the one that the ledger itself names, which proves less.
    ///   - progress: Called after each page of events.
    package init(key: NoteKey?, progress: @escaping @Sendable (LedgerProgress) -> Void = { _ in }) {
        self.key = key
        self.progress = progress
    }

    /// Verifies a store, also one that a running service appends to.
    package func verify(_ store: any LedgerStore, anchor: any Anchor) -> Finding {
        var finding = Finding()
        do {
            // The anchor first: a service that appends meanwhile makes the ledger larger than it, never smaller.
            let notes: [String]
            do {
                notes = try anchor.read()
            } catch {
                throw LedgerDamage(.anchorUnreadable(String(describing: error)))
            }
            try store.read { snapshot in try verify(snapshot, notes: notes, into: &finding) }
        } catch let damage as LedgerDamage {
            finding.condition = .damaged(damage)
        } catch {
            let position = finding.tree.size > 0 ? finding.tree.size : nil
            finding.condition = .damaged(LedgerDamage(.unreadable(String(describing: error)), position: position))
        }
        return finding
    }

    private func verify(_ snapshot: any LedgerSnapshot, notes: [String], into finding: inout Finding) throws {
        if let fault = try snapshot.structuralFault() { throw LedgerDamage(.structure(fault)) }
        let identity = try identity(of: snapshot)
        finding.identity = identity
        let anchored = try checkpoints(in: notes, identity: identity)
        finding.anchored = anchored.max { $0.size < $1.size }
        try verifyEvents(of: snapshot, identity: identity, anchored: anchored, into: &finding)
        try verifyEnd(of: snapshot, anchored: anchored, finding: finding)
        try verifyHeads(of: snapshot)
        if let fault = try snapshot.idempotencyFault(size: finding.tree.size) {
            throw LedgerDamage(.idempotency(fault))
        }
    }

    private func identity(of snapshot: any LedgerSnapshot) throws -> LedgerIdentity {
        let identity: LedgerIdentity
        do {
            identity = try snapshot.identity()
        } catch let fault as StoreFault {
            throw LedgerDamage(.structure(fault.description))
        }
        if let key, identity.verifierKey != key.description || identity.origin != key.name {
            throw LedgerDamage(.otherLedger(found: identity.origin))
        }
        return identity
    }

    /// The checkpoints that the ledger's key signed; a slot that was being written when the power failed is passed over.
    private func checkpoints(in notes: [String], identity: LedgerIdentity) throws -> [Checkpoint] {
        guard let key = try? key ?? NoteKey(parsing: identity.verifierKey) else { throw LedgerDamage(.identity) }
        let checkpoints = notes.compactMap { try? Checkpoint(verifying: $0, with: key) }
        guard !checkpoints.isEmpty || notes.isEmpty else { throw LedgerDamage(.anchorForged) }
        return checkpoints
    }

    private func verifyEvents(
        of snapshot: any LedgerSnapshot,
        identity: LedgerIdentity,
        anchored: [Checkpoint],
        into finding: inout Finding
    ) throws {
        let total = try snapshot.eventCount()
        var check = EventCheck(identity: identity, total: total, headsThrough: try snapshot.headsThrough())
        progress(LedgerProgress(done: 0, total: total))
        while finding.tree.size < total {
            let page = try snapshot.events(from: finding.tree.size, limit: 256, size: 4_000_000)
            guard !page.isEmpty else { throw LedgerDamage(.missingEvent, position: finding.tree.size) }
            for event in page {
                let position = finding.tree.size
                let leaf = try check.verify(event, at: position, in: snapshot)
                finding.tree.append(leaf)
                for tile in finding.tree.takeFullTiles()
                where try snapshot.tile(level: tile.level, number: tile.number) != tile.hashes {
                    throw LedgerDamage(.tile, position: finding.tree.size)
                }
                for checkpoint in anchored where checkpoint.size == finding.tree.size {
                    try verifyRoot(checkpoint, finding.tree)
                }
            }
            finding.recordedAt = check.recordedAt
            progress(LedgerProgress(done: finding.tree.size, total: total))
        }
    }

    private func verifyRoot(_ checkpoint: Checkpoint, _ tree: MerkleTree) throws {
        guard checkpoint.root != tree.root else { return }
        throw LedgerDamage(.root(size: tree.size), expectedRoot: checkpoint.root, foundRoot: tree.root)
    }

    private func verifyEnd(of snapshot: any LedgerSnapshot, anchored: [Checkpoint], finding: Finding) throws {
        let tree = finding.tree
        let root = tree.root
        if let newest = finding.anchored {
            guard newest.size <= tree.size else {
                throw LedgerDamage(
                    .missingNewest(anchored: newest.size, found: tree.size),
                    position: tree.size,
                    expectedRoot: newest.root,
                    foundRoot: root
                )
            }
        } else if tree.size > 0 {
            throw LedgerDamage(.anchorMissing, foundRoot: root)
        }
        for checkpoint in anchored where checkpoint.size == 0 { try verifyRoot(checkpoint, MerkleTree()) }
        let stored = try snapshot.tree()
        guard stored == StoredTree(tree) else {
            throw LedgerDamage(.tree, position: tree.size, expectedRoot: stored.root, foundRoot: root)
        }
        guard try snapshot.tileCount() == TreeTile.fullCount(size: tree.size) else {
            throw LedgerDamage(.tile, position: tree.size)
        }
    }

    /// Every stored head is an event of its message; that none lies before a covered event was seen with the events.
    private func verifyHeads(of snapshot: any LedgerSnapshot) throws {
        try snapshot.forEachStoredHead { message, position in
            let event = position < 0 ? nil : try snapshot.events(from: position, limit: 1, size: 0).first
            guard let event, event.columns.position == position, event.columns.message == message else {
                throw LedgerDamage(.messageHead, position: position)
            }
        }
    }
}
