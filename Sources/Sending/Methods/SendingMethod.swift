import Mail

/// A way to hand copies over to the outside.
///
/// All calls may run at once. A method keeps nothing: whatever must be remembered is in the result, and the dispatcher
/// writes it into the ledger.
package protocol SendingMethod: Sendable {
    /// Which method it is.
    var kind: MethodKind { get }

    /// What it can find out after a copy was handed over.
    var knowledge: MethodKnowledge { get }

    /// The largest mail it takes, in bytes.
    var maximumMessageBytes: Int { get }

    /// How much it may hand over, as its provider or its settings limit it.
    var rate: SendingRate { get }

    /// Tries once to hand a copy over; never tries again by itself once the outside may hold the copy.
    ///
    /// A task that is cancelled ends the attempt early; the result still says truthfully how far it came.
    func send(_ copy: OutgoingCopy) async -> SendResult

    /// Lets go of connections; later copies may be deferred.
    func close() async
}

extension SendingMethod {
    /// Nothing is limited, unless a method says otherwise.
    package var rate: SendingRate { .unlimited }
}

/// What came of an attempt to hand a copy over.
package enum SendResult: Hashable, Sendable {
    /// The next server took responsibility; `delivered` where it told at once that the copy arrived.
    case sent(SendReport, delivered: DeliveryReport?)
    /// Refused for good; the report's `failureClass` says how.
    case rejected(SendReport)
    /// Nothing was handed over, and a later attempt may succeed; at the report's `nextAttemptAt`, where it names one.
    ///
    /// With `pauses` the method itself is in trouble, whatever the copy: a password that is refused, a sign-in that ran
    /// out, a provider's limit. Then the dispatcher lets the whole method rest, and no copy is given up for it.
    case deferred(SendReport, pauses: Bool = false)
    /// Handed over, perhaps: no answer was heard. Sending again may deliver twice.
    case uncertain(SendReport)

    /// What was seen, whatever came of it.
    package var report: SendReport {
        switch self {
        case .sent(let report, _), .rejected(let report), .deferred(let report, _), .uncertain(let report): report
        }
    }
}
