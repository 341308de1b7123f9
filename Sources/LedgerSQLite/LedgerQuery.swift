/// The statements that run often, so that each connection prepares them once.
enum LedgerQuery: Int, CaseIterable {
    case begin, beginImmediate, commit, rollback
    case meta, tree, highestPosition, events, tile, tileCount
    case storedHead, storedHeads, headsAfter, upsertHead
    case insertEvent, insertTile, updateTree
    case recentKeys, insertRecentKey, deleteRecentKeys
    case keptKey, keptKeys, keptKeysAfter, upsertKeptKey, deleteKeptKey

    var sql: String {
        switch self {
        case .begin: "BEGIN"
        case .beginImmediate: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        case .meta: "SELECT ledger, epoch, origin, verifier, checksum FROM meta WHERE one = 1"
        case .tree: "SELECT size, root, edge, heads_through FROM tree WHERE one = 1"
        case .highestPosition: "SELECT max(position) FROM event"
        case .events:
            """
            SELECT position, id, type, schema, document, message, recipient, attempt, occurred, recorded, header, body
            FROM event WHERE position >= ? ORDER BY position LIMIT ?
            """
        case .tile: "SELECT hashes FROM tile WHERE level = ? AND number = ?"
        case .tileCount: "SELECT count(*) FROM tile"
        case .storedHead: "SELECT position FROM message_head WHERE message = ?"
        case .storedHeads: "SELECT message, position FROM message_head ORDER BY message"
        case .headsAfter:
            "SELECT message, position FROM event WHERE position >= ? AND message IS NOT NULL ORDER BY position"
        case .upsertHead: "INSERT OR REPLACE INTO message_head(message, position) VALUES (?, ?)"
        case .insertEvent:
            """
            INSERT INTO event(position, id, type, schema, document, message, recipient, attempt, occurred, recorded, header, body)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .insertTile: "INSERT INTO tile(level, number, hashes) VALUES (?, ?, ?)"
        case .updateTree:
            """
            UPDATE tree SET size = ?, root = ?, edge = ?, heads_through = coalesce(?, heads_through)
            WHERE one = 1 AND size = ?
            """
        case .recentKeys:
            "SELECT scope, digest, request, first, last, recorded, checksum, number FROM recent_key ORDER BY number"
        case .insertRecentKey:
            """
            INSERT INTO recent_key(scope, digest, request, first, last, recorded, checksum, number)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .deleteRecentKeys: "DELETE FROM recent_key WHERE number <= ?"
        case .keptKey:
            """
            SELECT scope, digest, request, first, last, recorded, checksum
            FROM kept_key WHERE scope = ? AND digest = ?
            """
        case .keptKeys:
            "SELECT scope, digest, request, first, last, recorded, checksum FROM kept_key ORDER BY scope, digest"
        case .keptKeysAfter:
            """
            SELECT scope, digest, request, first, last, recorded, checksum
            FROM kept_key WHERE scope = ? AND digest > ? ORDER BY digest LIMIT ?
            """
        case .upsertKeptKey:
            """
            INSERT OR REPLACE INTO kept_key(scope, digest, request, first, last, recorded, checksum)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        case .deleteKeptKey: "DELETE FROM kept_key WHERE scope = ? AND digest = ?"
        }
    }
}
