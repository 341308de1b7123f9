import Foundation
import Ledger
import LedgerSQLite

/// A ledger of 300 events with everything in it: a full tile, large bodies, merged and recent keys and heads.
struct LedgerSample {
    let contents: [Data]
    let notes: [String]
    let signer: LedgerSigner

    static let id = OpaqueID(high: 3, low: 4)
    static let eventCount = 300

    /// The sample, closed, so that all of it is in the file.
    static let closed = Task { try await LedgerSample(isClosed: true) }
    /// The sample as a power failure leaves it: the newest commits are in the WAL only.
    static let cut = Task { try await LedgerSample(isClosed: false) }

    private init(isClosed: Bool) async throws {
        signer = try LedgerSigner(seed: Array(repeating: 5, count: 32), name: "postboek.local/\(Self.id)")
        let folder = try LedgerFolder(mergeThreshold: 40)
        let anchor = MemoryAnchor()
        try SQLiteLedgerStore.create(
            path: folder.file,
            identity: LedgerIdentity(
                id: Self.id,
                epoch: 0,
                origin: signer.name,
                verifierKey: signer.verifierKey.description
            )
        )
        let ledger = try await OpenLedger.open(
            store: folder.open(),
            anchor: anchor,
            signer: signer,
            pool: BlockingPool(),
            known: Self.id
        )
        for number in 0..<Self.eventCount {
            let key = IdempotencyKey(
                scope: number % 2 == 0 ? .api : .evidence,
                digest: Hash(of: Array("\(number)".utf8)).bytes,
                request: Array(repeating: 1, count: 32)
            )
            _ = try await ledger.append(AppendRequest([Self.event(number)], idempotency: key))
        }
        if isClosed { await ledger.close() }
        contents = folder.contents()
        if !isClosed { await ledger.close() }
        notes = anchor.read()
    }

    static func event(_ number: Int) -> NewEvent {
        NewEvent(
            id: OpaqueID(high: 0xE, low: UInt64(number)),
            type: EventType(rawValue: "message.queued"),
            document: OpaqueID(high: 0xD, low: UInt64(number / 10)),
            message: OpaqueID(high: 0xF00D, low: UInt64(number % 100)),
            recipient: 1,
            attempt: number % 5 == 0 ? nil : 2,
            occurredAt: Timestamp(microseconds: 1_795_219_200_000_000 + Int64(number)),
            actor: OpaqueID(high: 0xA, low: UInt64(number)),
            body: Array("body \(number) ".utf8)
                + Array(repeating: UInt8(number % 251), count: number == 7 ? 20_000 : 60)
        )
    }

    /// A folder that holds the sample, changed by `change`.
    func folder(_ change: (inout [Data]) -> Void = { _ in }) throws -> LedgerFolder {
        let folder = try LedgerFolder()
        var contents = contents
        change(&contents)
        try folder.replace(with: contents)
        return folder
    }

    /// Verifies a folder against the sample's anchor, or another.
    func verify(_ folder: LedgerFolder, notes: [String]? = nil) -> LedgerCondition {
        SQLiteLedger.verify(
            folder: folder.path,
            anchor: MemoryAnchor(notes ?? self.notes),
            key: signer.verifierKey
        ).condition
    }

    /// Opens a folder with the sample's anchor, or another.
    func open(_ folder: LedgerFolder, anchor: MemoryAnchor? = nil) async throws -> OpenLedger {
        try await SQLiteLedger.open(
            folder: folder.path,
            anchor: anchor ?? MemoryAnchor(notes),
            signer: signer,
            ledgerID: Self.id,
            pool: BlockingPool()
        )
    }
}

extension Data {
    /// Turns one bit round.
    mutating func flip(bit: Int) {
        self[startIndex + bit / 8] ^= 1 << UInt8(bit % 8)
    }

    /// Turns one bit round in the only, or the last, place where these bytes stand, so many bytes after its beginning.
    mutating func flip(in bytes: [UInt8], offset: Int = 0) -> Bool {
        guard let range = range(of: Data(bytes), options: .backwards) else { return false }
        flip(bit: (range.lowerBound - startIndex + offset) * 8)
        return true
    }
}
