/// All that a recipient's status depends on, boiled down: of each kind of evidence, the earliest event.
///
/// Adding evidence is commutative, associative and idempotent, so any order, duplicates and late arrivals give the same
/// value, and with it the same ``DeliveryStatus``.
package struct StatusEvidence: Hashable, Sendable, Codable {
    /// The kinds of evidence, in the order of their weight: a later one overrules all earlier ones.
    package enum Kind: String, CaseIterable, Codable, Hashable, Sendable, Comparable {
        case queued, attempted, deferred, uncertain, sent, relayed, expired, cancelled, delivered, likelyRead
        case softFailure, blockedFailure, hardFailure
        case read
        case complained

        private var weight: Int { Self.allCases.firstIndex(of: self) ?? 0 }

        /// Orders kinds by their weight.
        package static func < (left: Self, right: Self) -> Bool { left.weight < right.weight }
    }

    /// One event, as far as a status needs it.
    package struct Fact: Hashable, Sendable, Codable, Comparable {
        /// When it happened, in microseconds since 1970.
        package var at: Int64
        /// Where it stands in the ledger.
        package var position: Int64
        /// The words that explain it, for a failure the server's or the report's own; nil if there are none.
        package var words: String?

        /// Makes a fact.
        package init(at: Int64, position: Int64, words: String? = nil) {
            self.at = at
            self.position = position
            self.words = words
        }

        /// Orders facts by time, then by position.
        package static func < (left: Self, right: Self) -> Bool {
            (left.at, left.position) < (right.at, right.position)
        }
    }

    /// The earliest fact of each kind there is evidence of.
    package private(set) var facts: [Kind: Fact] = [:]

    /// No evidence.
    package init() {}

    /// Adds a fact.
    package mutating func add(_ kind: Kind, _ fact: Fact) {
        if let known = facts[kind], known < fact || known == fact { return }
        facts[kind] = fact
    }

    /// Adds all evidence of another value.
    package mutating func merge(_ other: Self) {
        for (kind, fact) in other.facts { add(kind, fact) }
    }
}

extension StatusEvidence {
    /// Adds what an event says about the recipient it names.
    ///
    /// An event that says nothing about a recipient's status changes nothing.
    package mutating func add(_ event: MailEvent, at: Int64, position: Int64) {
        func fact(_ words: String? = nil) -> Fact { Fact(at: at, position: position, words: words) }
        switch event {
        case .organizationCreated, .settingsChanged, .customerRegistered, .documentRegistered, .messageAnswered,
            .reportReceived, .recipientSuppressed, .recipientReleased, .trackingWithdrawn, .senderVerified,
            .domainChecked, .feedChanged, .batchSubmitted, .batchItemRefused, .batchCancelled, .subjectErased:
            break
        case .messageQueued: add(.queued, fact())
        case .messageAttempted: add(.attempted, fact())
        case .messageSent(let report): add(.sent, fact(report.words))
        case .messageDeferred(let report): add(.deferred, fact(report.words))
        case .messageUncertain(let report): add(.uncertain, fact(report.words))
        case .messageRejected(let report): add(.failure(report.failureClass ?? .hard), fact(report.words))
        case .messageCancelled(let cancelled): add(.cancelled, fact(cancelled.reason))
        case .messageDelayed(let report): add(.deferred, fact(report.text))
        case .messageRelayed(let report): add(.relayed, fact(report.text))
        case .messageDelivered(let report): add(.delivered, fact(report.text))
        case .messageBounced(let report): add(.failure(report.failureClass ?? .hard), fact(report.text))
        case .messageOpened(let opened):
            if opened.saysRead { add(opened.confidence == "low" ? .likelyRead : .read, fact()) }
        case .messageRead: add(.read, fact())
        case .messageComplained(let report): add(.complained, fact(report.text))
        case .messageExpired(let expired): add(.expired, fact(expired.reason))
        }
    }
}

extension StatusEvidence.Kind {
    /// The kind of evidence that a failure of this class is.
    package static func failure(_ failureClass: FailureClass) -> Self {
        switch failureClass {
        case .hard: .hardFailure
        case .soft: .softFailure
        case .blocked: .blockedFailure
        case .complaint: .complained
        }
    }
}

extension SendReport {
    /// The answer of the server, or what went wrong without one.
    package var words: String? { text ?? failure }
}
