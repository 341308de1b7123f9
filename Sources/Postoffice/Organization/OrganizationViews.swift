import Accountancy
import Batches
import Correspondence
import Customers
import DeliveryReporting
import DocumentTimeline
import EmailHistory
import Ledger
import Logging
import MailLedger
import Outbox
import Privacy
import ProjectionEngine
import Settings
import Suppressions

/// All views of one organization, opened and caught up.
struct OrganizationViews: Sendable {
    let accountancy: View<Accountancy>
    let batches: View<Batches>
    let correspondence: View<Correspondence>
    let customers: View<Customers>
    let figures: View<DeliveryReporting>
    let history: View<EmailHistory>
    let outbox: View<Outbox>
    let privacy: View<Privacy>
    let settings: View<Settings>
    let suppressions: View<Suppressions>
    let timeline: View<DocumentTimeline>

    /// Every view, for what is done to all of them.
    private var all: [any FollowingView] {
        [
            accountancy,
            batches,
            correspondence,
            customers,
            figures,
            history,
            outbox,
            privacy,
            settings,
            suppressions,
            timeline,
        ]
    }

    /// Opens all views, and first of all destroys the keys that the ledger says are gone, wherever they came from.
    ///
    /// A view from before an erasure, put back from a backup say, is built anew.
    static func open(
        folder: String,
        ledger: any LedgerReading,
        archive: MailArchive,
        keys: any KeyStore,
        logger: Logger
    ) async throws -> Self {
        let privacy = try await View<Privacy>.open(folder: folder, ledger: ledger, archive: archive, logger: logger)
        let (destroyed, through) = try await privacy.read { db in try Privacy.destroyed(in: db) }
        if try await !keys.erase(destroyed).isEmpty {
            logger.notice("keys that were destroyed had come back, and are destroyed again")
        }
        for (person, life) in try await privacy.read({ db in try Privacy.lives(in: db) }) {
            archive.persons.note(person, life: life)
        }
        if try await privacy.purged() < through { try await privacy.purge(through: through) }
        func view<P: Projection>() async throws -> View<P> {
            try await View.open(folder: folder, ledger: ledger, archive: archive, erased: through, logger: logger)
        }
        return Self(
            accountancy: try await view(),
            batches: try await view(),
            correspondence: try await view(),
            customers: try await view(),
            figures: try await view(),
            history: try await view(),
            outbox: try await view(),
            privacy: privacy,
            settings: try await view(),
            suppressions: try await view(),
            timeline: try await view()
        )
    }

    /// Opens the views of a damaged ledger as they were left, for reading alone; nil where one cannot be read.
    static func openAsLeft(
        folder: String,
        ledger: any LedgerReading,
        archive: MailArchive,
        logger: Logger
    ) async -> Self? {
        func view<P: Projection>(_ projection: P.Type) async -> View<P>? {
            await View<P>.openAsLeft(folder: folder, ledger: ledger, archive: archive, logger: logger)
        }
        guard
            let accountancy = await view(Accountancy.self),
            let batches = await view(Batches.self),
            let correspondence = await view(Correspondence.self),
            let customers = await view(Customers.self),
            let figures = await view(DeliveryReporting.self),
            let history = await view(EmailHistory.self),
            let outbox = await view(Outbox.self),
            let privacy = await view(Privacy.self),
            let settings = await view(Settings.self),
            let suppressions = await view(Suppressions.self),
            let timeline = await view(DocumentTimeline.self)
        else { return nil }
        return Self(
            accountancy: accountancy,
            batches: batches,
            correspondence: correspondence,
            customers: customers,
            figures: figures,
            history: history,
            outbox: outbox,
            privacy: privacy,
            settings: settings,
            suppressions: suppressions,
            timeline: timeline
        )
    }

    /// How many events the view that is furthest behind holds.
    var position: Int64 { all.map { $0.position() }.min() ?? 0 }

    /// Waits until every view holds so many events; false where one still does not when the time is up.
    func wait(until size: Int64, timeout: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            for view in all { group.addTask { await view.wait(until: size, timeout: timeout) } }
            return await group.allSatisfy { $0 }
        }
    }

    /// Builds all views anew without what was erased up to a ledger size; those that are clean already stay.
    func purge(through size: Int64) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for view in all {
                group.addTask {
                    if try await view.purged() < size { try await view.purge(through: size) }
                }
            }
            try await group.waitForAll()
        }
    }

    /// The ledger size up to which erasures have left nothing in any view.
    func purged() async throws -> Int64 {
        var least = Int64.max
        for view in all { least = min(least, try await view.purged()) }
        return least
    }

    /// Follows the ledger with all views, until shutdown.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for view in all { group.addTask { try await view.run() } }
            try await group.waitForAll()
        }
    }

    /// Closes the view files; one that fails to close loses nothing, since it can be rebuilt.
    func close() async {
        for view in all { try? await view.close() }
    }
}
