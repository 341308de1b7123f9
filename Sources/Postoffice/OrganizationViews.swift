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
            settings,
            suppressions,
            timeline,
        ]
    }

    static func open(
        folder: String,
        ledger: any LedgerReading,
        archive: MailArchive,
        logger: Logger
    ) async throws -> Self {
        func view<P: Projection>() async throws -> View<P> {
            try await View.open(folder: folder, ledger: ledger, archive: archive, logger: logger)
        }
        return Self(
            accountancy: try await view(),
            batches: try await view(),
            correspondence: try await view(),
            customers: try await view(),
            figures: try await view(),
            history: try await view(),
            outbox: try await view(),
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
