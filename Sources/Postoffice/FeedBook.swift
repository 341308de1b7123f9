import Ledger
import Synchronization

/// What each source of evidence did since the service started, in memory; a restart begins a new page.
package final class FeedBook: Sendable {
    /// What one source did.
    package struct Page: Hashable, Sendable {
        /// When it was heard last.
        package var heardAt: Timestamp?
        /// How often it was heard.
        package var heard = 0
        /// How often it was refused, or failed.
        package var failed = 0
        /// How often it was refused, or failed, since it was heard last.
        package var failedInARow = 0
        /// How often somebody called who does not know the secret in its address; that says nothing about the source.
        package var strangers = 0
        /// When it was refused, or failed, last.
        package var failedAt: Timestamp?
        /// Why, in words without anybody's data.
        package var failure: String?
    }

    private let pages = Mutex<[String: Page]>([:])

    init() {}

    /// Notes that a source was heard.
    package func heard(_ feed: String, at moment: Timestamp = .now()) {
        pages.withLock { pages in
            var page = pages[feed] ?? Page()
            page.heardAt = max(page.heardAt ?? moment, moment)
            page.heard += 1
            page.failedInARow = 0
            pages[feed] = page
        }
    }

    /// Notes that a source was refused, or could not be reached.
    ///
    /// - Parameters:
    ///   - feed: The source, for example `webhook.mailgun` or `mailbox.bounces`; its name must name nobody.
    ///   - reason: Why, in words that hold nothing of what came.
    ///   - moment: When.
    package func failed(_ feed: String, _ reason: String, at moment: Timestamp = .now()) {
        pages.withLock { pages in
            var page = pages[feed] ?? Page()
            page.failed += 1
            page.failedInARow += 1
            page.failedAt = moment
            page.failure = reason
            pages[feed] = page
        }
    }

    /// Notes that somebody called at a source's address without knowing the secret in it.
    package func stranger(_ feed: String) {
        pages.withLock { $0[feed, default: Page()].strangers += 1 }
    }

    /// Forgets a source that is no more.
    package func forget(_ feed: String) {
        pages.withLock { $0[feed] = nil }
    }

    /// What each source did.
    package var all: [String: Page] { pages.withLock { $0 } }
}
