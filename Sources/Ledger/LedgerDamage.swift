/// What verifying a ledger came to.
package enum LedgerCondition: Hashable, Sendable {
    /// Everything is as it was recorded.
    case sound
    /// Something was lost or changed; the ledger takes no appends.
    case damaged(LedgerDamage)
}

/// The first thing that was found lost or changed in a ledger.
package struct LedgerDamage: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was found.
    package enum What: Hashable, Sendable {
        /// The store says that its own structure is broken, or is not the one that was made.
        case structure(String)
        /// The store could not be read to its end.
        case unreadable(String)
        /// The store is gone although the anchor says that there was one.
        case storeMissing
        /// The note of which ledger this is was changed.
        case identity
        /// The store holds another ledger than the one whose key was given.
        case otherLedger(found: String)
        /// The anchor could not be read.
        case anchorUnreadable(String)
        /// There are events but no anchor.
        case anchorMissing
        /// The anchor is not signed with the ledger's key.
        case anchorForged
        /// The ledger ends before the size that the anchor vouches for.
        case missingNewest(anchored: Int64, found: Int64)
        /// An event is not where it should be.
        case missingEvent
        /// An event's header was changed.
        case header
        /// An event's body was changed.
        case body
        /// A column differs from the header it was copied from.
        case column(String)
        /// An event's hash is not the one that the tree holds for it.
        case leaf
        /// The events do not lead to the root that the anchor vouches for.
        case root(size: Int64)
        /// A tile of the tree was changed or lost.
        case tile
        /// The size, root or edge that the store took down does not follow from the events.
        case tree
        /// A message's newest position was changed or lost.
        case messageHead
        /// An idempotency key was changed.
        case idempotency(String)
    }

    /// What was found.
    package let what: What
    /// The position that it concerns, if it can be told.
    package let position: Int64?
    /// The root or hash that should be there.
    package let expectedRoot: Hash?
    /// The root or hash that is there.
    package let foundRoot: Hash?

    /// Takes down what was found.
    package init(_ what: What, position: Int64? = nil, expectedRoot: Hash? = nil, foundRoot: Hash? = nil) {
        self.what = what
        self.position = position
        self.expectedRoot = expectedRoot
        self.foundRoot = foundRoot
    }

    /// What was found and what to do, in sentences.
    package var description: String {
        "\(finding). Nothing was written. \(advice)"
    }

    private var place: String { position.map { "event \($0)" } ?? "an event" }
    private var expected: String { expectedRoot.map(\.description) ?? "unknown" }
    private var found: String { foundRoot.map(\.description) ?? "unknown" }

    private var finding: String {
        switch what {
        case .structure(let fault): "the ledger file's structure is broken: \(fault)"
        case .unreadable(let fault):
            "the ledger file could not be read\(position.map { " from event \($0) on" } ?? ""): \(fault)"
        case .storeMissing: "the ledger file is gone, although there is an anchor for one"
        case .identity: "the note of which ledger this file holds was changed"
        case .otherLedger(let found): "the file holds the ledger \(found), not the one whose key was given"
        case .anchorUnreadable(let fault): "the anchor could not be read: \(fault)"
        case .anchorMissing: "the ledger holds events up to root \(found), but there is no anchor to vouch for them"
        case .anchorForged: "the anchor is not signed with this ledger's key"
        case .missingNewest(let anchored, let found):
            "the anchor says \(anchored) events with root \(expected), the file holds \(found) with root \(self.found): "
                + "the newest \(anchored - found) are missing"
        case .missingEvent: "\(place) is missing although later ones are there"
        case .header: "the header of \(place) was changed"
        case .body: "the body of \(place) was changed: its hash should be \(expected) and is \(found)"
        case .column(let name): "the column \(name) of \(place) differs from its header"
        case .leaf: "\(place) and the tree disagree: the tree holds the hash \(expected), the header has \(found)"
        case .root(let size):
            "the first \(size) events should have the root \(expected) by the anchor, and have \(found): at least one was changed"
        case .tile: "the tile of the tree that ends before event \(position ?? 0) was changed or lost"
        case .tree: "the stored root \(expected) does not follow from the events, whose root is \(found)"
        case .messageHead: "the newest position kept for the message of \(place) is wrong"
        case .idempotency(let fault): "the kept idempotency keys were changed: \(fault)"
        }
    }

    private var advice: String {
        switch what {
        case .otherLedger: "Put the right file or key back"
        case .anchorMissing, .anchorUnreadable, .anchorForged:
            "Put the anchor back from where it was copied; if it is lost, have the audit tool check the file first"
        case .missingNewest:
            "If an older copy was put back, put the newest one back, with the -wal file beside it; else keep these files as evidence and "
                + "go on with a copy of the whole folder from before"
        default:
            "Keep these files as evidence, and go on with the newest whole copy of the folder from before the damage"
        }
    }
}
