/// All that a recipient's status depends on: the facts of each kind, and which of them were superseded.
///
/// A set that only grows. Adding to it is commutative, associative and idempotent, so any order, duplicates and late
/// arrivals give the same value, and with it the same ``ExplainedStatus``. Of each kind the ``limit`` earliest facts are
/// kept, and as many that a stranger could have made up, so that these never crowd out proof: what comes later can only
/// count if all of these were superseded.
package struct StatusEvidence: Hashable, Sendable {
    /// The kinds of evidence, in the order of their weight: a later one overrules all earlier ones.
    package enum Kind: String, CaseIterable, Codable, Hashable, Sendable, Comparable {
        case queued, attempted, deferred, cancelled, uncertain, sent, delayed, relayed, answered, expired, delivered
        case likelyRead
        case softFailure, blockedFailure, hardFailure
        case opened, confirmedRead
        case complained

        private var weight: Int { Self.allCases.firstIndex(of: self) ?? 0 }

        /// Orders kinds by their weight.
        package static func < (left: Self, right: Self) -> Bool { left.weight < right.weight }
    }

    /// How many facts of one kind are kept, of those that are proved and of those that are not.
    package static let limit = 16

    /// The facts of each kind, superseded ones too, the earliest first.
    package private(set) var kept: [Kind: [EvidenceFact]] = [:]
    /// The positions of verdicts that a later one replaced; they may be known before what stands there.
    package private(set) var superseded: Set<Int64> = []

    /// No evidence.
    package init() {}

    /// The fact that counts, of each kind there is evidence of: the earliest that is proved, or else the earliest.
    package var facts: [Kind: EvidenceFact] {
        kept.compactMapValues { facts in
            let standing = facts.filter { !superseded.contains($0.position) }
            return standing.first { !$0.isUnproved } ?? standing.first
        }
    }

    /// The failures that anybody could have made up, beside a delivery that is proved: they are shown, and decide nothing.
    package var overruled: Set<Kind> {
        let facts = facts
        guard let delivered = facts[.delivered], !delivered.isUnproved else { return [] }
        return Set([.softFailure, .blockedFailure, .hardFailure].filter { facts[$0]?.isUnproved == true })
    }

    /// The weightiest kind that is not overruled; nil where there is no evidence.
    package var decidingKind: Kind? { Set(facts.keys).subtracting(overruled).max() }

    /// Whether there is nothing in it.
    package var isEmpty: Bool { kept.isEmpty && superseded.isEmpty }

    /// Adds a fact.
    package mutating func add(_ kind: Kind, _ fact: EvidenceFact) {
        var facts = kept[kind] ?? []
        let place = facts.firstIndex { !($0 < fact) } ?? facts.endIndex
        if facts.indices.contains(place), facts[place] == fact { return }
        facts.insert(fact, at: place)
        let alike = facts.indices.filter { facts[$0].isUnproved == fact.isUnproved }
        if alike.count > Self.limit, let last = alike.last { facts.remove(at: last) }
        kept[kind] = facts
    }

    /// Notes that the verdict at a position counts no more.
    package mutating func supersede(_ position: Int64) {
        superseded.insert(position)
    }

    /// Adds all evidence of another value.
    package mutating func merge(_ other: Self) {
        for (kind, facts) in other.kept {
            for fact in facts { add(kind, fact) }
        }
        superseded.formUnion(other.superseded)
    }
}

/// One event, as far as a status needs it.
package struct EvidenceFact: Hashable, Sendable, Comparable {
    /// Whose words a fact quotes.
    package enum Voice: String, CaseIterable, Codable, Hashable, Sendable {
        /// Those of the server that the copy was handed to.
        case server
        /// Those of a report that came back.
        case report
        /// The service's own, where nobody answered.
        case own
    }

    /// What was asked for that would have told more.
    package enum Asked: String, CaseIterable, Codable, Hashable, Sendable {
        /// A report of the delivery (RFC 3461).
        case deliveryReport = "delivery_report"
        /// The events of the provider that sends.
        case providerReport = "provider_report"
        /// A read receipt (RFC 8098).
        case readReceipt = "read_receipt"
        /// The fetch of a pixel.
        case opening
    }

    /// When it happened, in microseconds since 1970.
    package var at: Int64
    /// Where it stands in the ledger.
    package var position: Int64
    /// The words that explain it, as they came; nil if there are none.
    package var words: String?
    /// Whose words they are.
    package var voice: Voice?
    /// How far the attempt came; nil for what came back later.
    package var stage: String?
    /// The SMTP reply code.
    package var code: Int?
    /// The enhanced status code (RFC 3463).
    package var status: String?
    /// What was asked for with it.
    package var asked: Set<Asked> = []
    /// Whether it rests on a report that a stranger could have made up.
    package var isUnproved = false

    /// Makes a fact; further fields are set one by one.
    package init(at: Int64, position: Int64, words: String? = nil, voice: Voice? = nil) {
        self.at = at
        self.position = position
        self.words = words
        self.voice = voice
    }

    /// Orders facts by time, then by position.
    package static func < (left: Self, right: Self) -> Bool {
        (left.at, left.position) < (right.at, right.position)
    }
}
