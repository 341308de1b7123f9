import Foundation

/// All measurements of a run, to be printed.
struct Report: Encodable {
    let producers: Int
    let seconds: Double
    let rounds: Int
    let measurements: [Measurement]

    /// Prints a table, or JSON.
    func show(json: Bool) throws {
        guard json else { return print(table) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        print(String(decoding: try encoder.encode(self), as: UTF8.self))
    }

    private var table: String {
        let titles = ["", "per second", "of sqlite-500", "p50 ms", "p95 ms", "p99 ms", "batch p50", "batch p99"]
        let best = measurements.first { $0.name == "sqlite-500" }?.perSecond
        let rows = measurements.map { measured in
            [
                measured.name,
                Self.text(measured.perSecond, digits: 0),
                best.map { Self.text(measured.perSecond / $0, digits: 3) } ?? "",
                Self.text(measured.milliseconds.p50, digits: 2),
                Self.text(measured.milliseconds.p95, digits: 2),
                Self.text(measured.milliseconds.p99, digits: 2),
                measured.batch.map { Self.text($0.p50, digits: 0) } ?? "",
                measured.batch.map { Self.text($0.p99, digits: 0) } ?? "",
            ]
        }
        let widths = titles.indices.map { column in ([titles] + rows).map { $0[column].count }.max() ?? 0 }
        return
            (["\(producers) producers, \(seconds) s each, the median of \(rounds)"]
            + ([titles] + rows).map { row in
                zip(row, widths).enumerated().map { column, cell in
                    let gap = String(repeating: " ", count: cell.1 - cell.0.count)
                    return column == 0 ? cell.0 + gap : gap + cell.0
                }.joined(separator: "  ")
            }).joined(separator: "\n")
    }

    private static func text(_ value: Double, digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }
}
