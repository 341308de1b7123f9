import Ledger
import MailLedger

/// Which of a document's events are in its bundle: all of them, unless they are too many.
///
/// Then, of openings and reports alike in what they say of one copy, the earliest are in it and the others are counted. A
/// status rests on the earliest of each kind, so it stays what it is. Memory is bounded whatever is added.
package struct BundleSelection {
    /// The most events in a bundle.
    package static let limit = 10_000
    /// Of so many of one kind on, further ones may be left out; more than a status looks at.
    static let least = 32

    private struct Kind: Hashable {
        var message: OpaqueID?
        var recipient: Int?
        var type: EventType
        var detail: String?
    }

    private struct Seen {
        var count = 0
        var firstFolded = Int64.max
        var folded = 0
        var lastFolded: Int64 = -1

        mutating func fold(_ position: Int64) {
            (firstFolded, lastFolded) = (min(firstFolded, position), max(lastFolded, position))
            folded += 1
        }
    }

    private struct Kept {
        var position: Int64
        var kind: Kind?
        var rank: Int
        var supersedes: Int64?
    }

    private static let foldable: Set<String> = [
        "message.opened", "message.answered", "message.bounced", "message.complained", "message.delayed",
        "message.delivered", "message.read", "message.relayed",
    ]
    private static let details = ["authentication", "confidence", "failureClass", "hitClass"]

    private let limit: Int
    private var quota = Int.max
    private var kept: [Kept] = []
    private var places: Set<Int64> = []
    private var seen: [Kind: Seen] = [:]

    /// Begins with nothing.
    package init(limit: Int = Self.limit) {
        self.limit = limit
    }

    /// The positions of the events in the bundle, in the order in which they were added.
    package var positions: [Int64] { kept.map(\.position) }

    /// What is counted only.
    package var folded: [FoldedEvents] {
        let all = seen.filter { $0.value.folded > 0 }.map { kind, seen in
            FoldedEvents(
                message: kind.message.map { "\($0)" },
                recipient: kind.recipient,
                type: kind.type.rawValue,
                detail: kind.detail,
                count: seen.folded,
                first: seen.firstFolded,
                last: seen.lastFolded
            )
        }
        return all.sorted { ($0.first, $0.last) < ($1.first, $1.last) }
    }

    /// Adds an event; they come in the order of the ledger.
    ///
    /// - Throws: ``BundleError/tooManyEvents`` where those that none may be left out of are too many.
    package mutating func add(
        at position: Int64,
        type: EventType,
        message: OpaqueID?,
        recipient: Int?,
        data: JSONValue
    ) throws(BundleError) {
        guard Self.foldable.contains(type.rawValue) else {
            return try keep(Kept(position: position, kind: nil, rank: 0, supersedes: nil))
        }
        let detail = Self.details.compactMap { data.text($0) }.joined(separator: ", ")
        let kind = Kind(
            message: message,
            recipient: recipient,
            type: type,
            detail: detail.isEmpty ? nil : detail
        )
        let rank = seen[kind, default: Seen()].count
        seen[kind, default: Seen()].count += 1
        let event = Kept(position: position, kind: kind, rank: rank, supersedes: data.number("supersedes"))
        if isWanted(event) { try keep(event) } else { seen[kind]?.fold(position) }
    }

    /// Whether an event stays: one of the earliest, or one that takes the word of an event that stays back.
    private func isWanted(_ event: Kept) -> Bool {
        event.kind == nil || event.rank < quota || event.supersedes.map(places.contains) == true
    }

    private mutating func keep(_ event: Kept) throws(BundleError) {
        kept.append(event)
        places.insert(event.position)
        while kept.count > limit {
            guard quota > Self.least else { throw .tooManyEvents }
            quota = quota == .max ? max(Self.least, limit / 64) : max(Self.least, quota / 2)
            // First what is among the earliest, so that what supersedes one of these is known to stay.
            places = Set(kept.filter { $0.kind == nil || $0.rank < quota }.map(\.position))
            var left: [Kept] = []
            for event in kept {
                if isWanted(event) {
                    left.append(event)
                    places.insert(event.position)
                } else if let kind = event.kind {
                    seen[kind]?.fold(event.position)
                }
            }
            kept = left
        }
    }
}

extension JSONValue {
    fileprivate func text(_ name: String) -> String? {
        guard case .object(let fields) = self, case .string(let text) = fields[name] else { return nil }
        return text
    }

    fileprivate func number(_ name: String) -> Int64? {
        guard case .object(let fields) = self, case .integer(let number) = fields[name] else { return nil }
        return number
    }
}
