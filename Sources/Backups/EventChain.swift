import Ledger

/// Checks that events follow each other as one ledger recorded them, while they are read from a backup.
struct EventChain {
    private let ledger: OpaqueID
    private let epochLimit: Int
    private(set) var tree: GrowingRoot
    private var epoch = 0
    private var recordedAt: Timestamp?

    /// Goes on after the events of a tree.
    init(ledger: OpaqueID, epoch: Int, after tree: GrowingRoot = GrowingRoot()) {
        self.ledger = ledger
        self.epochLimit = epoch
        self.tree = tree
    }

    /// Takes the next record of a segment.
    ///
    /// - Throws: ``BackupError`` for an event that does not follow, naming the file that it stands in.
    mutating func take(_ record: EventSegment.Record, of file: String) throws {
        switch record {
        case .event(let event):
            let header = event.header
            guard
                header.ledger == ledger, header.position == tree.size, header.bodyHash == Hash(of: event.body),
                (epoch...max(epoch, epochLimit)).contains(header.epoch), header.epoch <= epochLimit,
                header.recordedAt >= recordedAt ?? header.recordedAt
            else {
                throw BackupError("the event in \(file) that should be number \(tree.size) is not; the file is damaged")
            }
            (epoch, recordedAt) = (header.epoch, header.recordedAt)
            tree.append(MerkleTree.leafHash(event.entry))
        case .outcome(let outcome):
            guard outcome.positions.upperBound < tree.size else {
                throw BackupError("a kept key in \(file) names a position past its end; the file is damaged")
            }
        }
    }
}
