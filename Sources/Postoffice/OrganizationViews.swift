import Customers
import DocumentTimeline
import EmailHistory
import Ledger
import Logging
import MailLedger
import Outbox
import ProjectionEngine
import Settings

/// All views of one organization, opened and caught up.
struct OrganizationViews: Sendable {
    let timeline: View<DocumentTimeline>
    let history: View<EmailHistory>
    let outbox: View<Outbox>
    let settings: View<Settings>
    let customers: View<Customers>

    static func open(
        folder: String,
        ledger: any LedgerReading,
        archive: MailArchive,
        logger: Logger
    ) async throws -> Self {
        Self(
            timeline: try await View.open(folder: folder, ledger: ledger, archive: archive, logger: logger),
            history: try await View.open(folder: folder, ledger: ledger, archive: archive, logger: logger),
            outbox: try await View.open(folder: folder, ledger: ledger, archive: archive, logger: logger),
            settings: try await View.open(folder: folder, ledger: ledger, archive: archive, logger: logger),
            customers: try await View.open(folder: folder, ledger: ledger, archive: archive, logger: logger)
        )
    }

    /// Opens the views of a damaged ledger as they were left, for reading alone; nil where one cannot be read.
    static func openAsLeft(
        folder: String,
        ledger: any LedgerReading,
        archive: MailArchive,
        logger: Logger
    ) async -> Self? {
        guard
            let timeline = await View<DocumentTimeline>.openAsLeft(
                folder: folder,
                ledger: ledger,
                archive: archive,
                logger: logger
            ),
            let history = await View<EmailHistory>.openAsLeft(
                folder: folder,
                ledger: ledger,
                archive: archive,
                logger: logger
            ),
            let outbox = await View<Outbox>.openAsLeft(
                folder: folder,
                ledger: ledger,
                archive: archive,
                logger: logger
            ),
            let settings = await View<Settings>.openAsLeft(
                folder: folder,
                ledger: ledger,
                archive: archive,
                logger: logger
            ),
            let customers = await View<Customers>.openAsLeft(
                folder: folder,
                ledger: ledger,
                archive: archive,
                logger: logger
            )
        else { return nil }
        return Self(
            timeline: timeline,
            history: history,
            outbox: outbox,
            settings: settings,
            customers: customers
        )
    }

    /// How many events the view that is furthest behind holds.
    var position: Int64 {
        min(
            timeline.position(),
            history.position(),
            outbox.position(),
            settings.position(),
            customers.position()
        )
    }

    /// Follows the ledger with all views, until shutdown.
    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await timeline.run() }
            group.addTask { try await history.run() }
            group.addTask { try await outbox.run() }
            group.addTask { try await settings.run() }
            group.addTask { try await customers.run() }
            try await group.waitForAll()
        }
    }

    /// Closes the view files; one that fails to close loses nothing, since it can be rebuilt.
    func close() async {
        try? await timeline.close()
        try? await history.close()
        try? await outbox.close()
        try? await settings.close()
        try? await customers.close()
    }
}
