import Ledger
import Synchronization

/// How a source of evidence stands.
package struct FeedState: Hashable, Sendable {
    /// Which source, for example `mailbox.bounces`.
    package var feed: String
    /// What is wrong with it, in words without names; nil where nothing is.
    package var problem: String?
    /// Since when it stands so.
    package var since: Timestamp
    /// When it last worked; nil if it did not yet.
    package var heardAt: Timestamp?
}

/// How the sources of evidence of one organization stand, as far as they were tried since the start.
package final class FeedBoard: Sendable {
    private let states = Mutex<[String: FeedState]>([:])

    init() {}

    /// All sources that were tried, by name.
    package var all: [FeedState] {
        states.withLock { $0.values.sorted { $0.feed < $1.feed } }
    }

    /// One source; nil where it was not tried yet.
    package func state(of feed: String) -> FeedState? {
        states.withLock { $0[feed] }
    }

    /// Notes how an attempt ended.
    ///
    /// - Returns: Whether that is another condition than before: it began to fail, or works again.
    @discardableResult
    package func note(_ feed: String, problem: String?, at moment: Timestamp) -> Bool {
        states.withLock { states in
            let before = states[feed]
            let hasTurned = (before?.problem != nil) != (problem != nil)
            states[feed] = FeedState(
                feed: feed,
                problem: problem,
                since: hasTurned || before == nil ? moment : before?.since ?? moment,
                heardAt: problem == nil ? moment : before?.heardAt
            )
            return hasTurned
        }
    }

    /// Forgets a source that is no longer set up.
    package func forget(_ feed: String) {
        states.withLock { $0[feed] = nil }
    }
}
