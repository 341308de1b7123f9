import Ledger
import Mail

/// Something that came back about one copy, on its way into the ledger.
package struct CopyEvidence: Hashable, Sendable {
    /// The message.
    package var message: OpaqueID
    /// The recipient's number, from 1.
    package var recipient: Int
    /// What it says: an event with a ``DeliveryReport``, or `message.expired`.
    package var event: MailEvent
    /// When that happened.
    package var occurredAt: Timestamp
    /// The source's own id of the report, by which a repeat is known; only a keyed hash of it is kept.
    package var key: [UInt8]

    /// Takes a piece of evidence over.
    package init(message: OpaqueID, recipient: Int, event: MailEvent, occurredAt: Timestamp, key: [UInt8]) {
        self.message = message
        self.recipient = recipient
        self.event = event
        self.occurredAt = occurredAt
        self.key = key
    }
}

/// What a report was read from, to be kept as it came.
package struct KeptReport: Hashable, Sendable {
    /// How it came, see ``ReportReceived/source``.
    package var source: String
    /// What it was taken for, for example `bounce` or `unknown`.
    package var kind: String
    /// The version of the rules that decided.
    package var ruleSet: Int
    /// How it was tied to a copy, see ``ReportReceived/matchedBy``.
    package var matchedBy: String?
    /// The mail, or the body of the provider's call.
    package var bytes: [UInt8]
    /// What a repeat of the same report is known by; the bytes themselves unless the source has something better.
    package var key: [UInt8]

    /// Takes a report over.
    package init(
        source: String,
        kind: String,
        ruleSet: Int,
        matchedBy: String?,
        bytes: [UInt8],
        key: [UInt8]? = nil
    ) {
        self.source = source
        self.kind = kind
        self.ruleSet = ruleSet
        self.matchedBy = matchedBy
        self.bytes = bytes
        self.key = key ?? bytes
    }
}

/// What became of evidence.
package struct EvidenceOutcome: Hashable, Sendable {
    /// The position of `report.received`; nil where nothing was kept.
    package var report: Int64?
    /// The positions of the events that were stated now, in the order of the evidence.
    package var added: [Int64] = []
    /// How many pieces of evidence were known already.
    package var repeated = 0
    /// How many name a copy that is not in this ledger.
    package var unknown = 0

    /// The position of the newest event that this outcome names; nil where it names none.
    package var newest: Int64? { ([report].compactMap(\.self) + added).max() }
}

extension MailEvent {
    /// The report that the event states; nil for an event that states none.
    package var deliveryReport: DeliveryReport? {
        switch self {
        case .messageDelayed(let report), .messageRelayed(let report), .messageDelivered(let report),
            .messageBounced(let report), .messageRead(let report), .messageAnswered(let report),
            .messageComplained(let report):
            report
        default: nil
        }
    }

    /// The same event with its report changed; an event that states none stays as it is.
    func withReport(_ change: (inout DeliveryReport) -> Void) -> Self {
        guard var report = deliveryReport else { return self }
        change(&report)
        return switch self {
        case .messageDelayed: .messageDelayed(report)
        case .messageRelayed: .messageRelayed(report)
        case .messageDelivered: .messageDelivered(report)
        case .messageBounced: .messageBounced(report)
        case .messageRead: .messageRead(report)
        case .messageAnswered: .messageAnswered(report)
        case .messageComplained: .messageComplained(report)
        default: self
        }
    }
}
