import Ledger
import LedgerFiles

/// A part of a backup that holds events in order, as they were hashed, and the outcomes kept for their requests.
///
/// `PBevent1`, then records. An event: 1, the lengths of header and body (4 bytes each, big-endian), both. An outcome: 2, its
/// scope (1), digest (32), request (32), first and last position and time of recording (8 each).
enum EventSegment {
    private static let magic = Array("PBevent1".utf8)
    private static let eventMark: UInt8 = 1
    private static let outcomeMark: UInt8 = 2
    /// More than an event may have; a length beyond it is damage.
    private static let lengthLimit = 64 * 1024 * 1024

    /// What stands in a segment.
    enum Record {
        case event(RecordedEvent)
        case outcome(KeptOutcome)
    }

    /// Writes the events at these positions of a ledger, and the outcomes of their requests.
    static func write(
        _ positions: Range<Int64>,
        of store: any LedgerStore,
        to path: String
    ) throws
        -> GrowingFile.Content
    {
        var file = try GrowingFile(path)
        try file.append(magic)
        var next = positions.lowerBound
        while next < positions.upperBound {
            // Events never change, so each page may be read from a state of its own, and none is held open for long.
            let limit = Int(min(256, positions.upperBound - next))
            let page = try store.read { try $0.events(from: next, limit: limit, size: 4_000_000) }
            guard let first = page.first, first.columns.position == next else {
                throw BackupError("event \(next) cannot be read; run `postboek-audit verify` on the folder")
            }
            for event in page {
                try file.append([eventMark])
                try file.append(UInt32(event.entry.count).bigEndianBytes + UInt32(event.body.count).bigEndianBytes)
                try file.append(event.entry)
                try file.append(event.body)
                next += 1
            }
        }
        for outcome in try outcomes(positions, of: store) {
            try file.append([outcomeMark, outcome.key.scope.rawValue])
            try file.append(outcome.key.digest + outcome.key.request)
            for number in [
                outcome.positions.lowerBound, outcome.positions.upperBound, outcome.recordedAt.microseconds,
            ] {
                try file.append(number.bigEndianBytes)
            }
        }
        return try file.finish()
    }

    /// Reads a segment to its end.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - body: Called for each record, in order.
    /// - Returns: SHA-256 over the file.
    /// - Throws: ``BackupError`` where the file is not one; what `body` throws.
    static func read(_ path: String, _ body: (Record) throws -> Void) throws -> Hash {
        var file = try ReadingFile(path)
        guard try file.take(magic.count) == magic else { throw damaged(path) }
        while !file.isAtEnd {
            switch try file.take(1) {
            case [eventMark]:
                guard
                    let lengths = try file.take(8), let length = length(lengths.prefix(4)),
                    let bodyLength = self.length(lengths.suffix(4)),
                    let entry = try file.take(length), let eventBody = try file.take(bodyLength),
                    let header = try? EventHeader(entry: entry)
                else { throw damaged(path) }
                try body(.event(RecordedEvent(header: header, entry: entry, body: eventBody)))
            case [outcomeMark]:
                guard let bytes = try file.take(89), let outcome = outcome(bytes) else { throw damaged(path) }
                try body(.outcome(outcome))
            default: throw damaged(path)
            }
        }
        return try file.finish()
    }

    private static func outcomes(_ positions: Range<Int64>, of store: any LedgerStore) throws -> [KeptOutcome] {
        var found: [ScopedDigest: KeptOutcome] = [:]
        try store.read { snapshot in
            try snapshot.forEachOutcome(from: positions) { outcome in
                if outcome.positions.upperBound < positions.upperBound { found[ScopedDigest(outcome.key)] = outcome }
            }
        }
        return found.values.sorted { $0.positions.lowerBound < $1.positions.lowerBound }
    }

    private static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        let length = Int(bigEndianBytes: bytes)
        return length <= lengthLimit ? length : nil
    }

    private static func outcome(_ bytes: [UInt8]) -> KeptOutcome? {
        let (first, last) = (Int64(bigEndianBytes: bytes[65..<73]), Int64(bigEndianBytes: bytes[73..<81]))
        guard let scope = IdempotencyKey.Scope(rawValue: bytes[0]), first >= 0, first <= last else { return nil }
        return KeptOutcome(
            key: IdempotencyKey(scope: scope, digest: Array(bytes[1..<33]), request: Array(bytes[33..<65])),
            positions: first...last,
            recordedAt: Timestamp(microseconds: Int64(bigEndianBytes: bytes[81..<89]))
        )
    }

    private static func damaged(_ path: String) -> BackupError {
        BackupError("the file \(path) of the backup is damaged; take another copy of this backup")
    }
}
