import DeliveryReporting
import Ledger
import ProjectionEngine

extension Organization {
    /// What became of the mails of some days, in figures.
    ///
    /// - Parameters:
    ///   - days: Which days in UTC, both ends included.
    ///   - dimensions: What it is broken down by.
    ///   - limit: The most groups.
    /// - Returns: The figures.
    /// - Throws: ``PostofficeError``.
    package func deliverySummary(
        of days: ClosedRange<ReportDay>,
        by dimensions: [ReportDimension],
        limit: Int
    ) async throws -> DeliverySummary {
        try await requireViews().figures.read { db in
            try DeliveryReporting.summary(of: days, by: dimensions, limit: limit, in: db)
        }
    }
}
