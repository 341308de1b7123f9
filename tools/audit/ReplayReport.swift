import Ledger
import ProjectionEngine

/// What `replay` found, as it is printed.
struct ReplayReport: Encodable {
    /// What came of one view.
    struct ViewReport: Encodable {
        /// How the live view and the replay relate.
        enum Status: String, Encodable {
            /// Every row is the same.
            case equal
            /// At least one row is not.
            case different
            /// There is no live view; it comes back when the service is started.
            case missing
            /// The live view is of another ledger, epoch or length.
            case foreign
            /// An event could not be folded.
            case failed
        }

        var name: String
        var version: Int
        var status: Status
        var reason: String?
        /// How many events the live view holds.
        var events: Int64?
        var liveState: String?
        var replayedState: String?
        var tables: [TableReport] = []
        /// The state hash at the moment that was asked for.
        var stateThen: String?

        init(name: String, version: Int, status: Status, reason: String? = nil) {
            self.name = name
            self.version = version
            self.status = status
            self.reason = reason
        }

        init(_ comparison: ViewComparison) {
            self.init(
                name: comparison.name,
                version: comparison.version,
                status: comparison.isEqual ? .equal : .different
            )
            events = comparison.size
            liveState = comparison.liveState.description
            replayedState = comparison.replayedState.description
            tables = comparison.tables.map(TableReport.init)
        }
    }

    /// What came of one table of a view.
    struct TableReport: Encodable {
        /// A row that differs.
        struct Row: Encodable {
            var key: String
            var live: [String: String]?
            var replayed: [String: String]?
        }

        var name: String
        var liveRows: Int
        var replayedRows: Int
        var differences: Int
        var first: [Row]

        init(_ comparison: TableComparison) {
            name = comparison.name
            liveRows = comparison.liveRows
            replayedRows = comparison.replayedRows
            differences = comparison.differences
            first = comparison.first.map { Row(key: $0.key, live: $0.live, replayed: $0.replayed) }
        }
    }

    var agrees: Bool
    /// How many events the ledger holds.
    var events: Int64
    var root: String
    /// After how many events the earlier state is.
    var at: Int64?
    var views: [ViewReport]

    init(events: Int64, root: String, at: Int64? = nil, views: [ViewReport]) {
        agrees = views.allSatisfy { $0.status == .equal || $0.status == .missing }
        self.events = events
        self.root = root
        self.at = at
        self.views = views
    }

    /// Prints the report for a person.
    func show() {
        Report.lines(["The ledger is sound: \(events) events, root \(root)"])
        for view in views {
            Report.lines(Self.lines(of: view))
            if let at, let state = view.stateThen { Report.lines(["  state \(state) after \(at) events"]) }
        }
        let missing = views.filter { $0.status == .missing }.count
        let note = missing > 0 ? " (\(missing) without a file to compare)" : ""
        Report.lines([agrees ? "AGREES: every live view follows from the ledger\(note)." : "DIFFERS: see above."])
    }

    private static func lines(of view: ViewReport) -> [String] {
        let title = "\(view.name) v\(view.version)"
        switch view.status {
        case .missing: return ["\(title): there is no file; it comes back when the service is started"]
        case .foreign: return ["\(title): DIFFERENT: \(view.reason ?? "")"]
        case .failed: return ["\(title): FAILED: \(view.reason ?? "")"]
        case .equal, .different: break
        }
        let rows = view.tables.reduce(0) { $0 + $1.liveRows }
        var lines = ["\(title): \(view.status.rawValue), \(rows) rows from \(view.events ?? 0) events"]
        lines.append("  state \(view.liveState ?? "")")
        if view.liveState != view.replayedState { lines.append("  replayed state \(view.replayedState ?? "")") }
        for table in view.tables where table.differences > 0 {
            lines.append(
                "  table \(table.name): \(table.differences) rows differ (live \(table.liveRows), replayed "
                    + "\(table.replayedRows))"
            )
            for row in table.first {
                lines.append("    \(row.key)".printable)
                lines.append("      live     \(text(of: row.live))".printable)
                lines.append("      replayed \(text(of: row.replayed))".printable)
            }
        }
        return lines
    }

    private static func text(of values: [String: String]?) -> String {
        guard let values else { return "no such row" }
        return values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }
}
