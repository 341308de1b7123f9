import Ledger
import Synchronization

/// How a source of evidence stands, and what it did since the service started.
package struct FeedState: Hashable, Sendable {
    /// Which source, for example `mailbox.bounces`.
    package var feed: String
    /// What is wrong with it, in words without names; nil where nothing is.
    package var problem: String?
    /// Since when it stands so.
    package var since: Timestamp
    /// When it last worked; nil if it did not yet.
    package var heardAt: Timestamp?
    /// How often it was heard.
    package var heard = 0
    /// How often it was refused, or failed.
    package var failed = 0
    /// How often it was refused, or failed, since it was heard last.
    package var failedInARow = 0
    /// When it was refused, or failed, last.
    package var failedAt: Timestamp?
    /// Why it was refused, or failed, last.
    package var failure: String?
    /// How often somebody called who does not know the secret in its address; that says nothing about the source.
    package var strangers = 0

    /// A source that was not heard yet.
    package init(feed: String, since: Timestamp) {
        self.feed = feed
        self.since = since
    }
}

/// How the sources of evidence of one organization stand, as far as they were tried since the start.
///
/// In memory: a restart begins anew. What lasts is stated as `feed.changed`, see ``EvidenceWatch``.
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
    /// - Parameters:
    ///   - feed: The source, for example `webhook.mailgun` or `mailbox.bounces`; its name must name nobody.
    ///   - problem: What is wrong, in words that hold nothing of what came; nil where it was heard.
    ///   - moment: When.
    /// - Returns: Whether that is another condition than before: it began to fail, or works again.
    @discardableResult
    package func note(_ feed: String, problem: String?, at moment: Timestamp) -> Bool {
        states.withLock { states in
            var state = states[feed] ?? FeedState(feed: feed, since: moment)
            let hasTurned = (state.problem != nil) != (problem != nil)
            if hasTurned { state.since = moment }
            state.problem = problem
            if let problem {
                state.failed += 1
                state.failedInARow += 1
                (state.failedAt, state.failure) = (moment, problem)
            } else {
                state.heard += 1
                state.failedInARow = 0
                state.heardAt = max(state.heardAt ?? moment, moment)
            }
            states[feed] = state
            return hasTurned
        }
    }

    /// Notes that somebody called at a source's address without knowing the secret in it.
    package func noteStranger(_ feed: String, at moment: Timestamp) {
        states.withLock { $0[feed, default: FeedState(feed: feed, since: moment)].strangers += 1 }
    }

    /// Forgets a source that is no longer set up.
    package func forget(_ feed: String) {
        states.withLock { $0[feed] = nil }
    }
}
