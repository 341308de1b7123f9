import Ledger
import Synchronization

/// What a case works with: a place, an anchor, a key, and a clock that only moves when it is told to.
final class CaseLedger: Sendable {
    static let start = Timestamp(microseconds: 1_795_219_200_000_000)

    let identity: LedgerIdentity
    let signer: LedgerSigner
    let place: any StorePlace
    let anchor = MemoryAnchor()
    let pool = BlockingPool()
    private let time = Mutex(CaseLedger.start)

    init(_ factory: StoreFactory) throws {
        let id = OpaqueID(high: 1, low: 2)
        signer = try LedgerSigner(seed: Array(repeating: 7, count: 32), name: "postboek.local/\(id)")
        identity = LedgerIdentity(
            id: id,
            epoch: 0,
            origin: signer.name,
            verifierKey: signer.verifierKey.description
        )
        place = try factory(identity)
    }

    func open(anchor: (any Anchor)? = nil, limits: LedgerLimits = LedgerLimits()) async throws -> OpenLedger {
        try await OpenLedger.open(
            store: try place.open(),
            anchor: anchor ?? self.anchor,
            signer: signer,
            pool: pool,
            limits: limits,
            clock: { self.time.withLock { $0 } },
            known: identity.id
        )
    }

    func move(bySeconds seconds: Double) {
        time.withLock { $0 = $0.adding(seconds: seconds) }
    }

    var now: Timestamp { time.withLock { $0 } }
}

/// An event whose parts follow from a number.
func event(_ number: Int, message: OpaqueID? = nil) -> NewEvent {
    NewEvent(
        id: OpaqueID(high: 0xE, low: UInt64(number)),
        type: EventType(rawValue: number % 2 == 0 ? "message.queued" : "message.sent"),
        schema: 1 + number % 3,
        document: number % 3 == 0 ? nil : OpaqueID(high: 0xD, low: UInt64(number % 5)),
        message: message,
        recipient: number % 4 == 0 ? nil : number % 4,
        attempt: number % 7 == 0 ? nil : number % 7,
        occurredAt: CaseLedger.start.adding(seconds: Double(number)),
        actor: number % 5 == 0 ? OpaqueID(high: 0xA, low: UInt64(number)) : nil,
        body: Array("{\"number\":\(number)}".utf8)
    )
}

func message(_ number: Int) -> OpaqueID {
    OpaqueID(high: 0xF00D, low: UInt64(number))
}

func key(_ number: Int, asking request: UInt8 = 1, scope: IdempotencyKey.Scope = .api) -> IdempotencyKey {
    IdempotencyKey(
        scope: scope,
        digest: Hash(of: Array("key \(number)".utf8)).bytes,
        request: Array(repeating: request, count: 32)
    )
}

/// Reads all events, in small pages.
func allEvents(of ledger: OpenLedger, pageSize: Int = 100) async throws -> [RecordedEvent] {
    var events: [RecordedEvent] = []
    while true {
        let page = try await ledger.events(from: Int64(events.count), limit: pageSize)
        if page.isEmpty { return events }
        events += page
    }
}
