/// How much a ledger takes.
package struct LedgerLimits: Hashable, Sendable {
    /// The most events of one commit, and of one request.
    package var batchEvents = 1000
    /// The most bytes of bodies of one commit, and of one request.
    package var batchBytes = 4_000_000
    /// The most events that may wait; beyond them, appends are answered with `overloaded`.
    package var waitingEvents = 20_000
    /// The most bytes of bodies that may wait.
    package var waitingBytes = 64_000_000
    /// The most bytes of headers and bodies that one read gives, as long as it gives one event.
    package var readBytes = 8_000_000

    /// The limits that fit a small server.
    package init() {}

    /// Why a request is never taken; nil if it may be.
    func refusal(of request: AppendRequest) -> String? {
        guard !request.events.isEmpty else { return "a request needs at least one event" }
        guard request.events.count <= batchEvents else { return "a request may hold at most \(batchEvents) events" }
        guard request.bodyBytes <= batchBytes else {
            return "the bodies of a request may hold at most \(batchBytes) bytes together"
        }
        for event in request.events {
            guard event.type.isWritable else {
                return "an event's type is 1 to 64 lower-case letters, digits, dots, dashes and underscores"
            }
            guard Self.writableTimes.contains(event.occurredAt) else {
                return "an event's time lies in the years 1 to 9999"
            }
        }
        if let key = request.idempotency, key.digest.count != 32 || key.request.count != 32 {
            return "an idempotency key is two digests of 32 bytes"
        }
        return nil
    }

    private static let writableTimes =
        Timestamp(microseconds: -62_135_596_800_000_000)...Timestamp(microseconds: 253_402_300_799_999_999)
}

extension AppendRequest {
    /// The bytes of all bodies together.
    var bodyBytes: Int { events.reduce(0) { $0 + $1.body.count } }
}
