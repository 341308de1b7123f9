import DeliveryReporting
import Mail

/// The delivery report as a table for a spreadsheet (RFC 4180).
enum DeliveryTable {
    /// The table, with a line of column names; without groups, its one row is the total.
    static func text(_ summary: DeliverySummary, by dimensions: [ReportDimension]) -> String {
        let classes = FailureClass.allCases
        let titles =
            dimensions.map(\.rawValue) + ["copies", "sent", "delivered", "read"]
            + classes.map { "failed_\($0.rawValue)" }
            + ["cancelled", "unknown", "inTransit", "medianSecondsToDeliver", "medianSecondsToRead"]
        let groups = dimensions.isEmpty ? [summary.total] : summary.groups
        let rows = groups.map { group in
            dimensions.map { group.group[$0] ?? "" }
                + [group.copies, group.sent, group.delivered, group.read].map(String.init)
                + classes.map { String(group.failed[$0] ?? 0) }
                + [group.cancelled, group.unknown, group.inTransit].map(String.init)
                + [group.medianToDeliver, group.medianToRead].map { $0.map(String.init) ?? "" }
        }
        return ([titles] + rows).map { row in row.map(MessageTable.cell).joined(separator: ",") + "\r\n" }.joined()
    }
}
