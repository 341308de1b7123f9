import Ledger

/// What came of comparing a live view with the same events folded anew.
package struct ViewComparison: Hashable, Sendable {
    /// The projection's name.
    package var name: String
    /// The projection's version.
    package var version: Int
    /// How many events both hold.
    package var size: Int64
    /// The tables, one by one.
    package var tables: [TableComparison]

    /// Whether every row of every table is the same.
    package var isEqual: Bool { tables.allSatisfy { $0.differences == 0 } }

    /// A hash over what the live tables say without personal data.
    package var liveState: Hash { Hash(of: tables.flatMap(\.liveState.bytes)) }

    /// A hash over what the replayed tables say without personal data.
    package var replayedState: Hash { Hash(of: tables.flatMap(\.replayedState.bytes)) }
}

/// What came of comparing one table.
package struct TableComparison: Hashable, Sendable {
    /// How many of the differences are kept.
    package static let kept = 20

    /// The table's name.
    package var name: String
    /// How many rows the live view has.
    package var liveRows = 0
    /// How many rows the replay has.
    package var replayedRows = 0
    /// How many rows differ, or are missing on one side.
    package var differences = 0
    /// The first differences.
    package var first: [RowDifference] = []
    /// A hash chain over the live rows' ids, positions and body hashes.
    package var liveState = Hash(of: [])
    /// The same over the replayed rows.
    package var replayedState = Hash(of: [])

    init(name: String) {
        self.name = name
    }

    mutating func add(_ difference: RowDifference) {
        differences += 1
        if first.count < Self.kept { first.append(difference) }
    }
}

/// A row that differs.
///
/// Its values are shown as they are, and may be personal.
package struct RowDifference: Hashable, Sendable {
    /// The table's name.
    package var table: String
    /// What tells the row apart, as `column=value`.
    package var key: String
    /// The live row's values, as far as they differ; nil where the live view has no such row.
    package var live: [String: String]?
    /// The replayed row's values, as far as they differ; nil where the replay has no such row.
    package var replayed: [String: String]?
}

/// Why a view could not be compared.
package enum ViewComparisonError: Error, Hashable, Sendable {
    /// There is no file at this path, or it is no view of this projection.
    case noView(path: String)
    /// The view does not belong to this ledger, for this reason.
    case foreign(reason: String)
}
