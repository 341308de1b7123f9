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
    /// Why, in no language yet.
    package var reason: StatusReason
    /// The class of a failure.
    package var failureClass: FailureClass?
    /// The positions of the deciding event and of those that contradict it, in order.
    package var because: [Int64]
    /// When the deciding event happened, in microseconds since 1970; nil without any evidence.
    package var since: Int64?

    /// Derives the status from the evidence: the weightiest kind decides; see <doc:StatusTruthTable>.
    package init(_ evidence: StatusEvidence) {
        let facts = evidence.facts
        guard let kind = evidence.decidingKind, let fact = facts[kind] else {
            (status, reason, failureClass, because, since) = (.unknown, StatusReason(.nothingKnown), nil, [], nil)
            return
        }
        status = kind.status
        failureClass = kind.failureClass
        since = fact.at
        let contradicted = evidence.overruled.union(kind.contradicted)
        let conflicts = contradicted.sorted().compactMap { other in facts[other].map { (other, $0) } }
        because = ([fact.position] + conflicts.map(\.1.position)).sorted()
        reason = StatusReason(kind.reasonCode(of: fact))
        reason.isUnproved = fact.isUnproved
        if kind.quotesWords { (reason.words, reason.voice) = (fact.words, fact.voice) }
        reason.contradictions = conflicts.map { other, fact in
            StatusReason.Contradiction(
                claim: other.claim,
                words: other.quotesWords ? fact.words : nil,
                voice: other.quotesWords ? fact.voice : nil
            )
        }
        if kind == .expired {
            reason.asked = facts.values.reduce(into: Set()) { $0.formUnion($1.asked) }.sorted {
                $0.rawValue < $1.rawValue
            }
        }
    }
}

extension StatusEvidence.Kind {
    /// The status that this kind of evidence gives where no weightier one is there.
    package var status: DeliveryStatus {
        switch self {
        case .queued, .attempted, .deferred, .sent, .delayed, .relayed, .answered: .inTransit
        case .uncertain, .expired: .unknown
        case .delivered: .delivered
        case .likelyRead, .opened, .confirmedRead: .read
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
    package var contradicted: [Self] {
        switch self {
        case .sent, .delayed, .relayed, .answered, .delivered, .likelyRead: [.cancelled]
        case .softFailure, .blockedFailure, .hardFailure: [.cancelled, .delivered, .likelyRead]
        case .opened, .confirmedRead, .complained: [.cancelled, .softFailure, .blockedFailure, .hardFailure]
        case .queued, .attempted, .deferred, .cancelled, .uncertain, .expired: []
        }
    }

    /// What this kind claims, where a weightier one contradicts it.
    fileprivate var claim: StatusReason.Claim {
        switch self {
        case .cancelled: .cancelled
        case .likelyRead, .opened, .confirmedRead: .opened
        case .softFailure, .blockedFailure, .hardFailure: .failure
        default: .delivered
        }
    }

    /// Whether the reason repeats the words that came: where something did not go as it should.
    fileprivate var quotesWords: Bool {
        switch self {
        case .deferred, .uncertain, .delayed, .cancelled, .softFailure, .blockedFailure, .hardFailure, .complained:
            true
        // What was asked for and did not come is said in the reader's language instead.
        case .expired: false
        case .queued, .attempted, .sent, .relayed, .answered, .delivered, .likelyRead, .opened, .confirmedRead: false
        }
    }

    fileprivate func reasonCode(of fact: EvidenceFact) -> StatusReason.Code {
        switch self {
        case .queued: .queued
        case .attempted: .attempted
        case .deferred: .deferred
        case .cancelled: .cancelled
        case .uncertain: .uncertain
        case .sent: .sent
        case .delayed: .delayed
        case .relayed: .relayed
        case .answered: .answered
        case .expired: .expired
        case .delivered: .delivered
        case .likelyRead: .probablyRead
        case .softFailure: FailureCause.code(of: fact, failureClass: .soft)
        case .blockedFailure: FailureCause.code(of: fact, failureClass: .blocked)
        case .hardFailure: FailureCause.code(of: fact, failureClass: .hard)
        case .opened: .opened
        case .confirmedRead: .readConfirmed
        case .complained: .complained
        }
    }
}
