import DeliveryReporting
import Mail

/// The delivery report as a table for a spreadsheet (RFC 4180).
enum DeliveryTable {
    /// The table, with a line of column names; without groups, its one row is the total.
    static func text(_ summary: DeliverySummary, by dimensions: [ReportDimension]) -> String {
        let classes = FailureClass.allCases
        var titles = dimensions.map(\.rawValue)
        titles += ["copies", "sent", "delivered", "read"]
        titles += classes.map { "failed_\($0.rawValue)" }
        titles += ["cancelled", "unknown", "inTransit", "medianSecondsToDeliver", "medianSecondsToRead"]
        let groups = dimensions.isEmpty ? [summary.total] : summary.groups
        let rows = groups.map { group in
            var row = dimensions.map { group.group[$0] ?? "" }
            row += [group.copies, group.sent, group.delivered, group.read].map { "\($0)" }
            row += classes.map { "\(group.failed[$0] ?? 0)" }
            row += [group.cancelled, group.unknown, group.inTransit].map { "\($0)" }
            row += [group.medianToDeliver, group.medianToRead].map { median in median.map { "\($0)" } ?? "" }
            return row
        }
        return ([titles] + rows).map { row in row.map(MessageTable.cell).joined(separator: ",") + "\r\n" }.joined()
    }
}
