import GRDB
import Ledger
import Mail
import ProjectionEngine

/// What the report can be broken down by.
package enum ReportDimension: String, Hashable, Sendable, CaseIterable {
    case day, method, documentType, domain

    fileprivate var column: SQL {
        switch self {
        case .day: "day"
        case .method: "method"
        case .documentType: "type"
        case .domain: "domain"
        }
    }
}

/// What became of some copies.
package struct DeliveryFigures: Hashable, Sendable {
    /// What they have in common, by dimension; empty for what is not known, as a document type or a domain after an erasure.
    package var group: [ReportDimension: String] = [:]
    /// How many copies were queued.
    package var copies = 0
    /// How many of them left.
    package var sent = 0
    /// How many of them arrived, those that were read included.
    package var delivered = 0
    /// How many of them were read.
    package var read = 0
    /// How many of them failed, by class.
    package var failed: [FailureClass: Int] = [:]
    /// How many were withdrawn before they left.
    package var cancelled = 0
    /// Of how many nothing more can be learnt.
    package var unknown = 0
    /// How many are on their way.
    package var inTransit = 0
    /// How many copies took how long to be delivered, by bucket; see ``TimeBuckets``.
    package var timesToDeliver: [Int: Int] = [:]
    /// How many copies took how long to be read, by bucket.
    package var timesToRead: [Int: Int] = [:]

    /// The median time from leaving to delivery, in seconds; nil where none was delivered.
    package var medianToDeliver: Int64? { TimeBuckets.median(timesToDeliver) }
    /// The median time from leaving to reading, in seconds; nil where none was read.
    package var medianToRead: Int64? { TimeBuckets.median(timesToRead) }

    /// Adds a sum; one of zero is what a copy counted as before better evidence came, and leaves no trace.
    fileprivate mutating func add(_ measure: String, _ value: Int) {
        guard value != 0 else { return }
        switch measure {
        case ReportMeasure.copies: copies += value
        case ReportMeasure.sent: sent += value
        case ReportMeasure.inTransit: inTransit += value
        case ReportMeasure.delivered: delivered += value
        case ReportMeasure.read:
            read += value
            delivered += value
        case ReportMeasure.unknown: unknown += value
        case ReportMeasure.cancelled: cancelled += value
        case let name where name.hasPrefix(ReportMeasure.deliverPrefix):
            Int(name.dropFirst(ReportMeasure.deliverPrefix.count)).map { timesToDeliver[$0, default: 0] += value }
        case let name where name.hasPrefix(ReportMeasure.readPrefix):
            Int(name.dropFirst(ReportMeasure.readPrefix.count)).map { timesToRead[$0, default: 0] += value }
        default:
            for failureClass in FailureClass.allCases where measure == ReportMeasure.failed(failureClass) {
                failed[failureClass, default: 0] += value
            }
        }
    }
}

/// The report of some days.
package struct DeliverySummary: Hashable, Sendable {
    /// The figures of each group: by day where the report is by day, otherwise those with the most copies first.
    package var groups: [DeliveryFigures]
    /// The figures of all groups together, also of those that are left out.
    package var total: DeliveryFigures
    /// Whether there are more groups than were asked for.
    package var isCut: Bool
}

extension DeliveryReporting {
    /// The most groups in one report.
    package static let groupLimit = 1000

    /// The report of some days.
    ///
    /// - Parameters:
    ///   - days: Which days, both ends included.
    ///   - dimensions: What it is broken down by; empty for the total alone.
    ///   - limit: The most groups.
    ///   - db: The view.
    /// - Returns: The figures.
    /// - Throws: What SQLite has against the query.
    package static func summary(
        of days: ClosedRange<ReportDay>,
        by dimensions: [ReportDimension],
        limit: Int,
        in db: Database
    ) throws -> DeliverySummary {
        let span: SQL = "day BETWEEN \(days.lowerBound.number) AND \(days.upperBound.number)"
        let totals = try figures(
            [],
            "SELECT measure, sum(value) AS value FROM counted WHERE \(span) GROUP BY measure",
            db
        )
        let total = totals.first ?? DeliveryFigures()
        guard !dimensions.isEmpty else { return DeliverySummary(groups: [], total: total, isCut: false) }
        let columns = dimensions.map(\.column).joined(separator: ", ")
        let count = min(max(1, limit), groupLimit)
        let order: SQL = dimensions.contains(.day) ? "day, copies DESC, \(columns)" : "copies DESC, \(columns)"
        let same = dimensions.map { "c.\($0.column) = chosen.\($0.column)" as SQL }.joined(operator: .and)
        let selected = dimensions.map { "c.\($0.column)" as SQL }.joined(separator: ", ")
        let groups = try figures(
            dimensions,
            """
            WITH chosen AS (
                SELECT \(columns), sum(value) AS copies, row_number() OVER (ORDER BY \(orderInWindow(dimensions))) AS place
                FROM counted WHERE \(span) AND measure = \(ReportMeasure.copies)
                GROUP BY \(columns) ORDER BY \(order) LIMIT \(count + 1)
            )
            SELECT \(selected), c.measure, sum(c.value) AS value
            FROM chosen JOIN counted c ON \(same) AND c.\(span)
            GROUP BY chosen.place, \(selected), c.measure ORDER BY chosen.place
            """,
            db
        )
        return DeliverySummary(groups: Array(groups.prefix(count)), total: total, isCut: groups.count > count)
    }

    private static func orderInWindow(_ dimensions: [ReportDimension]) -> SQL {
        let columns = dimensions.map(\.column).joined(separator: ", ")
        return dimensions.contains(.day) ? "day, sum(value) DESC, \(columns)" : "sum(value) DESC, \(columns)"
    }

    /// Rows of the same group follow each other.
    private static func figures(
        _ dimensions: [ReportDimension],
        _ query: SQL,
        _ db: Database
    ) throws -> [DeliveryFigures] {
        var found: [DeliveryFigures] = []
        for row in try SQLRequest<Row>(literal: query).fetchAll(db) {
            var group: [ReportDimension: String] = [:]
            for (offset, dimension) in dimensions.enumerated() {
                group[dimension] =
                    dimension == .day
                    ? ReportDay(number: try row.decode(atIndex: offset)).description : try row.decode(atIndex: offset)
            }
            if found.last?.group != group || found.isEmpty {
                var next = DeliveryFigures()
                next.group = group
                found.append(next)
            }
            found[found.count - 1].add(
                try row.decode(forColumn: "measure"),
                try row.decode(forColumn: "value")
            )
        }
        return found
    }
}
