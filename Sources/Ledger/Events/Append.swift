/// What must hold about a message for an append to take place.
package enum Expectation: Hashable, Sendable {
    /// Nothing is expected.
    case any
    /// The ledger holds no event of this message.
    case nothingYet(message: OpaqueID)
    /// The newest event of this message stands at this position.
    case head(message: OpaqueID, position: Int64)
}

/// What makes a repeated request the same request.
package struct IdempotencyKey: Hashable, Sendable {
    /// How long the key is kept.
    package enum Scope: UInt8, Sendable {
        /// A caller's `Idempotency-Key`: kept 30 days.
        case api = 1
        /// A natural key of evidence or of an attempt: kept for ever.
        case evidence = 2
    }

    /// How long the key is kept; the same digest in two scopes is two keys.
    package let scope: Scope
    /// 32 bytes: a keyed hash of the caller's key.
    package let digest: [UInt8]
    /// 32 bytes: a keyed hash of what was asked, so that the same key with another request is noticed.
    package let request: [UInt8]

    /// Makes a key.
    package init(scope: Scope, digest: [UInt8], request: [UInt8]) {
        self.scope = scope
        self.digest = digest
        self.request = request
    }
}

/// Events to append together: all of them, next to each other, or none.
package struct AppendRequest: Sendable {
    /// The events, at least one.
    package var events: [NewEvent]
    /// What must hold.
    package var expecting: Expectation
    /// What makes a repeat of this request recognisable.
    package var idempotency: IdempotencyKey?

    /// Makes a request.
    package init(_ events: [NewEvent], expecting: Expectation = .any, idempotency: IdempotencyKey? = nil) {
        self.events = events
        self.expecting = expecting
        self.idempotency = idempotency
    }
}

/// What became of an append; for a repeated idempotency key, what became of the first one.
package struct AppendOutcome: Hashable, Sendable {
    /// Where the events stand.
    package let positions: ClosedRange<Int64>
    /// When they were recorded.
    package let recordedAt: Timestamp
    /// Whether this is the outcome of an earlier request with the same key.
    package let isRepeat: Bool

    /// Makes an outcome.
    package init(positions: ClosedRange<Int64>, recordedAt: Timestamp, isRepeat: Bool) {
        self.positions = positions
        self.recordedAt = recordedAt
        self.isRepeat = isRepeat
    }
}

/// Why an append did not take place.
///
/// Nothing of the request was stored, except where ``storage(_:)`` says that it is not known.
package enum AppendError: Error, Hashable, Sendable {
    /// The expectation did not hold; `actual` is the message's newest position, nil if it has none.
    case conflict(expected: Expectation, actual: Int64?)
    /// The idempotency key was used for another request.
    case keyReused
    /// The ledger is open for reading only, for this reason.
    case readOnly(reason: String)
    /// Nothing is kept under the idempotency key that was asked for.
    case nothingKept
    /// Too much is waiting already; try again.
    case overloaded
    /// The request is empty, or an event is larger than the ledger takes.
    case refused(reason: String)
    /// The store failed; the ledger takes no more appends until it was opened, and so verified, anew.
    case storage(reason: String)
    /// The ledger was closed.
    case closed
}
