/// Checks events one after the other against what must hold for each.
struct EventCheck {
    private let identity: LedgerIdentity
    private let total: Int64
    private let headsThrough: Int64
    private var epoch = 0
    /// The leaf hashes of the tile that is being checked; empty where it is not full.
    private var leaves: [Hash] = []
    /// When the newest checked event was recorded.
    private(set) var recordedAt: Timestamp?

    init(identity: LedgerIdentity, total: Int64, headsThrough: Int64) {
        self.identity = identity
        self.total = total
        self.headsThrough = headsThrough
    }

    /// Checks the event that should stand at a position, and gives its leaf hash.
    mutating func verify(_ event: StoredEvent, at position: Int64, in snapshot: any LedgerSnapshot) throws -> Hash {
        guard event.columns.position == position else { throw LedgerDamage(.missingEvent, position: position) }
        let leaf = MerkleTree.leafHash(event.entry)
        guard
            let header = try? EventHeader(entry: event.entry), header.position == position,
            header.ledger == identity.id, (epoch...max(epoch, identity.epoch)).contains(header.epoch),
            header.recordedAt >= recordedAt ?? header.recordedAt
        else { throw LedgerDamage(.header, position: position) }
        epoch = header.epoch
        recordedAt = header.recordedAt
        if let column = event.columns.firstDifference(from: EventColumns(of: header)) {
            throw LedgerDamage(.column(column), position: position)
        }
        let bodyHash = Hash(of: event.body)
        guard bodyHash == header.bodyHash else {
            throw LedgerDamage(.body, position: position, expectedRoot: header.bodyHash, foundRoot: bodyHash)
        }
        if position < headsThrough, let message = header.message {
            guard let head = try snapshot.storedHead(of: message), head >= position else {
                throw LedgerDamage(.messageHead, position: position)
            }
        }
        try verify(leaf, at: position, in: snapshot)
        return leaf
    }

    /// Where the tile is full already, it tells which event of it was changed.
    private mutating func verify(_ leaf: Hash, at position: Int64, in snapshot: any LedgerSnapshot) throws {
        let width = Int64(TreeTile.width)
        if position % width == 0 {
            leaves = position + width <= total ? try snapshot.tile(level: 0, number: position / width) ?? [] : []
        }
        let offset = Int(position % width)
        guard offset < leaves.count, leaves[offset] != leaf else { return }
        throw LedgerDamage(.leaf, position: position, expectedRoot: leaves[offset], foundRoot: leaf)
    }
}
