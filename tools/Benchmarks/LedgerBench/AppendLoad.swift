import Ledger
import Mail
import MailLedger

/// What the producers append.
enum AppendLoad: String, CaseIterable, Sendable {
    /// Events as they are, with a body of 400 bytes.
    case plain = "append"
    /// The same, each with an idempotency key at random.
    case keyed = "append-keyed"
    /// Pixel hits, made into events by the archive; nothing in them is sealed.
    case opened = "append-hit"
    /// Delivery reports with a text of 160 bytes, sealed for one of a thousand persons.
    case sealed = "append-sealed"
    /// The same, each for a person that was never seen before, whose key is made and kept first.
    case newPerson = "append-new-person"

    /// The request for a producer's next event.
    func request(producer: Int, number: Int, archive: MailArchive) async throws -> AppendRequest {
        let now = Timestamp.now()
        // Four events a message, as a message that was sent and read has.
        let message = Self.scattered(producer, number / 4)
        switch self {
        case .plain, .keyed:
            let event = NewEvent(
                id: .timeOrdered(at: now),
                type: EventType(rawValue: "bench.appended"),
                document: Self.scattered(producer, number / 4 + 1_000_000),
                message: message,
                recipient: 1,
                occurredAt: now,
                body: Self.body
            )
            return AppendRequest([event], idempotency: self == .keyed ? Self.key() : nil)
        case .opened:
            let opened = MessageOpened(
                hitClass: "person",
                saysRead: true,
                rule: "browser-chrome",
                ruleSet: 1,
                confidence: "high",
                agent: "chrome"
            )
            let fact = MailFact(.messageOpened(opened), message: message, recipient: 1, occurredAt: now)
            return AppendRequest(try await archive.seal([fact]))
        case .sealed:
            return try await delivered("person.\((producer + number) % 1000)@example.com", message, now, archive)
        case .newPerson:
            return try await delivered("person.\(producer).\(number)@example.com", message, now, archive)
        }
    }

    private func delivered(
        _ address: String,
        _ message: OpaqueID,
        _ now: Timestamp,
        _ archive: MailArchive
    ) async throws -> AppendRequest {
        var report = DeliveryReport(source: "dsn", authentication: .signed)
        report.status = "2.0.0"
        report.text = Self.words
        let fact = MailFact(
            .messageDelivered(report),
            message: message,
            recipient: 1,
            person: archive.index.person(address: address),
            occurredAt: now
        )
        return AppendRequest(try await archive.seal([fact]))
    }

    private static let words = String(repeating: "queued and delivered to the mailbox; ", count: 5).prefix(160)
        .description
    private static let body = Array("{\"data\":\"\(String(repeating: "x", count: 389))\"}".utf8)

    private static func key() -> IdempotencyKey {
        IdempotencyKey(scope: .evidence, digest: randomBytes(), request: randomBytes())
    }

    private static func randomBytes() -> [UInt8] {
        OpaqueID.random().bytes + OpaqueID.random().bytes
    }

    /// An id that others of the same pair share, and that lies anywhere.
    private static func scattered(_ producer: Int, _ number: Int) -> OpaqueID {
        OpaqueID(
            high: (UInt64(producer) + 1) &* 0x9E37_79B9_7F4A_7C15 ^ (UInt64(number) &* 0xBF58_476D_1CE4_E5B9),
            low: UInt64(number) &* 0x94D0_49BB_1331_11EB
        )
    }
}
