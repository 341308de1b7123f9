import ArgumentParser
import Foundation

/// `postboek reclassify`: reads kept reports anew.
struct ReclassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reclassify",
        abstract: "Judge all kept reports and pixel hits anew by the rules of this version, and correct verdicts.",
        discussion: """
            Try it with --dry-run first: it shows, report by report and hit by hit, the old class and rule and the new \
            ones, and states nothing. A hit is judged by what was kept of it, never by an address. What providers told was \
            judged by them, and stays. Without --dry-run, each correction becomes an event that names the verdict it \
            replaces; nothing is deleted.
            """
    )

    @Flag(help: "Only show what would change.")
    var dryRun = false

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        struct Verdict: Decodable {
            var type: String
            var failureClass: String?
            var rule: String?

            var words: String {
                [type, failureClass, rule.map { "by \($0)" }].compactMap(\.self).joined(separator: " ")
            }
        }
        struct Change: Decodable {
            var report: Int64
            var message: String
            var recipient: Int
            var old: Verdict?
            var new: Verdict?
        }
        struct Hits: Decodable {
            struct Verdict: Decodable {
                var hitClass: String
                var rule: String
                var confidence: String

                var words: String { "\(hitClass) by \(rule), confidence \(confidence)" }
            }
            struct Change: Decodable {
                var position: Int64
                var message: String
                var recipient: Int
                var old: Verdict
                var new: Verdict
            }
            var ruleSet: Int
            var judged: Int
            var notJudgeable: Int
            var changes: [Change]
        }
        var hits: Hits
        var ruleSet: Int
        var reports: Int
        var erased: Int
        var changes: [Change]
        var added: Int
    }

    func run() async throws {
        let body = Data("{\"dryRun\":\(dryRun)}".utf8)
        let bytes = try await withService(options) { client in
            try await client.call("POST", "/v1/reports/reclassification", body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(Answer.self, from: bytes)
        for change in answer.changes {
            Output.line("report \(change.report), message \(change.message), recipient \(change.recipient):")
            Output.line("  \(change.old?.words.printable ?? "nothing") → \(change.new?.words.printable ?? "nothing")")
        }
        for change in answer.hits.changes {
            Output.line("hit \(change.position), message \(change.message), recipient \(change.recipient):")
            Output.line("  \(change.old.words.printable) → \(change.new.words.printable)")
        }
        let erased = answer.erased == 0 ? "" : ", \(answer.erased) more cannot be read since somebody was erased"
        let what = dryRun ? "would change" : "changed"
        Output.line(
            "\(answer.reports) reports read by rule set \(answer.ruleSet)\(erased); \(answer.changes.count) verdicts \(what)."
        )
        let rest = answer.hits.notJudgeable == 0 ? "" : ", \(answer.hits.notJudgeable) more keep nothing to judge by"
        Output.line(
            "\(answer.hits.judged) pixel hits judged by rule set \(answer.hits.ruleSet)\(rest); "
                + "\(answer.hits.changes.count) verdicts \(what)."
        )
    }
}
