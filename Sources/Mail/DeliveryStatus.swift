/// The five things that can be said about a recipient's copy.
package enum DeliveryStatus: String, Codable, Hashable, Sendable, CaseIterable {
    case inTransit = "in_transit"
    case delivered
    case read
    case failed
    case unknown
}

/// A recipient's status together with why it is so.
package struct ExplainedStatus: Hashable, Sendable {
    /// The status.
    package var status: DeliveryStatus
    /// Why, in one sentence.
    package var reason: String
    /// The class of a failure.
    package var failureClass: FailureClass?
    /// The positions of the deciding event and of those that contradict it, in order.
    package var because: [Int64]
    /// When the deciding event happened, in microseconds since 1970; nil without any evidence.
    package var since: Int64?

    /// Derives the status from the evidence: the weightiest kind decides; see <doc:StatusTruthTable>.
    package init(_ evidence: StatusEvidence) {
        guard let (kind, fact) = evidence.facts.max(by: { $0.key < $1.key }) else {
            (status, reason, failureClass, because, since) = (
                .unknown, "Nothing is known about this copy.", nil, [], nil
            )
            return
        }
        status = kind.status
        failureClass = kind.failureClass
        since = fact.at
        let conflicts = kind.contradicted.compactMap { other in evidence.facts[other].map { (other, $0) } }
        because = ([fact.position] + conflicts.map(\.1.position)).sorted()
        let note = conflicts.map { " This contradicts that \($0.0.claim)." }.joined()
        reason = kind.sentence(words: fact.words) + note
    }
}

extension StatusEvidence.Kind {
    /// The status that this kind of evidence gives where no weightier one is there.
    package var status: DeliveryStatus {
        switch self {
        case .queued, .attempted, .deferred, .sent, .relayed: .inTransit
        case .uncertain, .expired: .unknown
        case .delivered: .delivered
        case .likelyRead, .read: .read
        case .cancelled, .softFailure, .blockedFailure, .hardFailure, .complained: .failed
        }
    }

    /// The class of failure that this kind stands for.
    package var failureClass: FailureClass? {
        switch self {
        case .softFailure: .soft
        case .blockedFailure: .blocked
        case .hardFailure: .hard
        case .complained: .complaint
        default: nil
        }
    }

    /// The lighter kinds that cannot be true together with this one, and so are shown as a conflict.
    fileprivate var contradicted: [Self] {
        switch self {
        case .read, .complained: [.softFailure, .blockedFailure, .hardFailure]
        case .softFailure, .blockedFailure, .hardFailure: [.delivered, .likelyRead]
        default: []
        }
    }

    fileprivate var claim: String {
        switch self {
        case .delivered: "delivery was confirmed"
        case .likelyRead: "it seemed to be opened"
        case .softFailure, .blockedFailure, .hardFailure: "a failure was reported"
        default: rawValue
        }
    }

    fileprivate func sentence(words: String?) -> String {
        let quoted = words.map { ": \($0)" } ?? "."
        return switch self {
        case .queued: "Queued; not tried yet."
        case .attempted: "An attempt is under way."
        case .deferred: "Not taken yet; it will be tried again" + quoted
        case .uncertain: "Handed over, but the outcome was never heard" + quoted
        case .sent: "The next server took it; nothing was heard since."
        case .relayed: "Passed on to a server that cannot confirm delivery."
        case .expired: "Nothing more can be learnt" + quoted
        case .cancelled: "Withdrawn before it left" + quoted
        case .delivered: "Delivery was confirmed."
        case .softFailure: "It could not be delivered for now, and trying ended" + quoted
        case .blockedFailure: "The receiving side refused it" + quoted
        case .hardFailure: "The address cannot receive mail" + quoted
        case .likelyRead: "Probably opened by a person; the one sign of it is weak."
        case .read: "Opened by a person."
        case .complained: "The recipient reported it as unwanted" + quoted
        }
    }
}
