import Crypto
import Ledger

/// How a kept outcome stands in a row: seven columns, the last a checksum over the others.
///
/// Keys are not in the tree, so the checksum is what shows that one was changed.
extension KeptOutcome {
    /// Binds the seven columns, from the first place on.
    func bind(to statement: LedgerStatement) throws {
        try statement.bind(Int64(key.scope.rawValue), at: 1)
        try statement.bind(key.digest, at: 2)
        try statement.bind(key.request, at: 3)
        try statement.bind(positions.lowerBound, at: 4)
        try statement.bind(positions.upperBound, at: 5)
        try statement.bind(recordedAt.microseconds, at: 6)
        try statement.bind(checksum, at: 7)
    }

    /// Reads the seven columns; throws if the checksum is another.
    init(row: LedgerStatement) throws {
        let (first, last) = (row.number(3), row.number(4))
        guard
            let scope = UInt8(exactly: row.number(0)).flatMap(IdempotencyKey.Scope.init(rawValue:)), first <= last
        else { throw StoreFault("a key's scope or positions are none") }
        self.init(
            key: IdempotencyKey(scope: scope, digest: row.bytes(1), request: row.bytes(2)),
            positions: first...last,
            recordedAt: Timestamp(microseconds: row.number(5))
        )
        guard row.bytes(6) == checksum else { throw StoreFault("a key's checksum is another") }
    }

    private var checksum: [UInt8] {
        var bytes: [UInt8] = [key.scope.rawValue] + key.digest + key.request
        for number in [positions.lowerBound, positions.upperBound, recordedAt.microseconds] {
            withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
        }
        return Array(SHA256.hash(data: bytes).prefix(16))
    }
}
