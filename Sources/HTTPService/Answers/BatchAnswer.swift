import Batches
import Ledger
import Postoffice

/// How far a batch has come.
struct BatchAnswer: Encodable, Equatable, Sendable {
    enum State: String, Encodable, Sendable {
        case running, cancelling, cancelled, complete
    }

    let id: String
    let state: State
    let count: Int
    /// Not yet messages.
    let remaining: Int
    let queued: Int
    let sent: Int
    let uncertain: Int
    let failed: Int
    let cancelled: Int
    let refused: Int
    let ratePerMinute: Double?
    let submittedAt: String
    let cancelledAt: String?
    let position: Int64

    init(_ batch: BatchProgress) {
        id = batch.id.description
        state =
            switch (batch.cancelledAt, batch.isComplete) {
            case (nil, false): .running
            case (nil, true): .complete
            case (_, false): .cancelling
            case (_, true): .cancelled
            }
        count = batch.count
        let isCancelled = batch.cancelledAt != nil
        remaining = isCancelled ? 0 : batch.waiting
        queued = batch.states[.queued, default: 0]
        sent = batch.states[.sent, default: 0]
        uncertain = batch.states[.uncertain, default: 0]
        failed = batch.states[.failed, default: 0]
        cancelled = batch.states[.cancelled, default: 0] + (isCancelled ? batch.waiting : 0)
        refused = batch.states[.refused, default: 0]
        ratePerMinute = Self.rate(batch)
        submittedAt = batch.submittedAt.description
        cancelledAt = batch.cancelledAt?.description
        position = batch.position
    }

    /// How many messages left a minute, from the first to the last; nil with fewer than two.
    private static func rate(_ batch: BatchProgress) -> Double? {
        let left = batch.states[.sent, default: 0] + batch.states[.uncertain, default: 0]
        guard left > 1, let first = batch.firstLeftAt, let last = batch.lastLeftAt, last > first else { return nil }
        let minutes = Double(last.microseconds - first.microseconds) / 60_000_000
        return (Double(left - 1) / minutes * 10).rounded() / 10
    }
}

/// One document of a batch, and what became of it.
struct BatchItemAnswer: Encodable, Sendable {
    let index: Int
    let documentId: String?
    let state: String
    let messageId: String?
    let reason: String?

    init(_ outcome: BatchOutcome) {
        index = outcome.index
        documentId = outcome.documentID
        state = outcome.state?.rawValue ?? "waiting"
        messageId = outcome.message?.description
        reason = outcome.reason
    }
}
