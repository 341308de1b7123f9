import ArgumentParser
import Foundation

/// `postboek report delivery`: what became of mails, in figures.
struct DeliveryReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delivery",
        abstract: "Show how many mails were sent, delivered, read and refused, and how fast.",
        discussion: """
            Each copy counts on the day (UTC) on which its message was queued, for what is known of it now. Delivered \
            includes what was read. The times are medians, from leaving to delivery and to reading; they are exact as to \
            their bucket (a minute, two minutes, five …), not to the second. Archive copies do not count.
            """
    )

    @Option(help: ArgumentHelp("The first day, as 2026-11-01 (default: 29 days before the last).", valueName: "DAY"))
    var from: String?

    @Option(help: ArgumentHelp("The last day (default: today).", valueName: "DAY"))
    var to: String?

    @Option(
        help: ArgumentHelp(
            "What to break it down by, with commas: day, method, documentType, domain; or total.",
            valueName: "WHAT"
        )
    )
    var by = "day"

    @Option(help: "At most so many lines.")
    var limit = 200

    @Flag(help: "Print CSV, for a spreadsheet.")
    var csv = false

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        struct Figures: Decodable {
            var day: String?
            var method: String?
            var documentType: String?
            var domain: String?
            var copies: Int
            var sent: Int
            var delivered: Int
            var read: Int
            var failed: [String: Int]
            var unknown: Int
            var inTransit: Int
            var medianSecondsToDeliver: Int64?
            var medianSecondsToRead: Int64?
        }
        var by: [String]
        var groups: [Figures]
        var total: Figures
        var isCut: Bool
    }

    func run() async throws {
        let parameters = [("from", from), ("to", to), ("by", by), ("limit", String(limit))]
        let query = parameters.compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
            .joined(separator: "&")
        let headers = csv ? [("Accept", "text/csv")] : []
        let bytes = try await withService(options) { client in
            try await client.call("GET", "/v1/statistics/delivery?\(query)", headers: headers)
        }
        guard !csv else { return Output.text(String(decoding: bytes, as: UTF8.self)) }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        let rows = answer.groups.map { Self.row($0, answer.by) }
        let last = answer.by.enumerated().map { $0.offset == 0 ? "total" : "" } + Self.figures(answer.total)
        Output.table(answer.by.map { $0.uppercased() } + Self.titles, rows + [last])
        if answer.isCut { Output.line("More lines there are; raise --limit, or ask for fewer days.") }
    }

    private static let titles = [
        "COPIES", "SENT", "DELIVERED", "READ", "HARD", "SOFT", "BLOCKED", "COMPLAINT", "UNKNOWN", "ON ITS WAY",
        "TO DELIVER", "TO READ",
    ]

    private static func row(_ figures: Answer.Figures, _ by: [String]) -> [String] {
        let names = by.map { name in
            let value: String? =
                switch name {
                case "day": figures.day
                case "method": figures.method
                case "documentType": figures.documentType
                default: figures.domain
                }
            return value.flatMap { $0.isEmpty ? nil : $0 } ?? "–"
        }
        return names + Self.figures(figures)
    }

    private static func figures(_ figures: Answer.Figures) -> [String] {
        var counts = [figures.copies, figures.sent, figures.delivered, figures.read]
        counts += ["hard", "soft", "blocked", "complaint"].map { figures.failed[$0] ?? 0 }
        counts += [figures.unknown, figures.inTransit]
        let medians = [figures.medianSecondsToDeliver, figures.medianSecondsToRead]
        return counts.map { "\($0)" } + medians.map { $0.map(Self.duration) ?? "–" }
    }

    /// A time in the unit that suits it.
    private static func duration(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
