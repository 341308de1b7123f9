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
    let timeline: View<DocumentTimeline>
    let history: View<EmailHistory>
    let outbox: View<Outbox>
    let settings: View<Settings>
    let accountancy: View<Accountancy>
    let customers: View<Customers>
    let batches: View<Batches>
    let correspondence: View<Correspondence>
    let suppressions: View<Suppressions>
    let figures: View<DeliveryReporting>

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
            timeline: try await view(),
            history: try await view(),
            outbox: try await view(),
            settings: try await view(),
            accountancy: try await view(),
            customers: try await view(),
            correspondence: try await view(),
            suppressions: try await view(),
            figures: try await view(),
            batches: try await view()
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
            let timeline = await view(DocumentTimeline.self),
            let history = await view(EmailHistory.self),
            let outbox = await view(Outbox.self),
            let settings = await view(Settings.self),
            let accountancy = await view(Accountancy.self),
            let customers = await view(Customers.self),
            let correspondence = await view(Correspondence.self),
            let suppressions = await view(Suppressions.self),
            let figures = await view(DeliveryReporting.self),
            let batches = await view(Batches.self)
        else { return nil }
        return Self(
            timeline: timeline,
            history: history,
            outbox: outbox,
            settings: settings,
            accountancy: accountancy,
            customers: customers,
            correspondence: correspondence,
            suppressions: suppressions,
            figures: figures,
            batches: batches
        )
    }

    /// How many events the view that is furthest behind holds.
    var position: Int64 {
        min(
            timeline.position(),
            history.position(),
            outbox.position(),
            settings.position(),
            accountancy.position(),
            customers.position(),
            correspondence.position(),
            suppressions.position(),
            figures.position(),
            batches.position()
        )
    }

    /// Follows the ledger with all views, until shutdown.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await timeline.run() }
            group.addTask { try await history.run() }
            group.addTask { try await outbox.run() }
            group.addTask { try await settings.run() }
            group.addTask { try await accountancy.run() }
            group.addTask { try await customers.run() }
            group.addTask { try await batches.run() }
            group.addTask { try await correspondence.run() }
            group.addTask { try await suppressions.run() }
            group.addTask { try await figures.run() }
            try await group.waitForAll()
        }
    }

    /// Closes the view files; one that fails to close loses nothing, since it can be rebuilt.
    func close() async {
        try? await timeline.close()
        try? await history.close()
        try? await outbox.close()
        try? await settings.close()
        try? await accountancy.close()
        try? await customers.close()
        try? await batches.close()
        try? await correspondence.close()
        try? await suppressions.close()
        try? await figures.close()
    }
}
