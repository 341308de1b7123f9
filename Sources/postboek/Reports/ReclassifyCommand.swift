import ArgumentParser
import Foundation

/// `postboek reclassify`: reads kept reports anew.
struct ReclassifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reclassify",
        abstract: "Judge all kept reports, or all openings, anew by the rules of this version, and correct what differs.",
        discussion: """
            Try it with --dry-run first: it shows, one by one, the old class and rule and the new ones, and states \
            nothing. What providers told by webhooks or answers was judged by them, and stays. Without it, each correction becomes an event that names the verdict it replaces; nothing is deleted.
            """
    )

    @Flag(help: "Only show what would change.")
    var dryRun = false

    @Flag(help: "Judge the fetches of pixels instead of the reports.")
    var openings = false

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
        var ruleSet: Int
        var reports: Int
        var erased: Int
        var changes: [Change]
        var added: Int
    }

    private struct OpeningsAnswer: Decodable {
        struct Verdict: Decodable {
            var hitClass: String
            var saysRead: Bool
            var confidence: String
            var rule: String

            var words: String { "\(hitClass)\(saysRead ? ", read" : ""), confidence \(confidence), by \(rule)" }
        }
        struct Change: Decodable {
            var opening: Int64
            var message: String
            var recipient: Int
            var old: Verdict
            var new: Verdict
        }
        var ruleSet: Int
        var openings: Int
        var withoutDetails: Int
        var changes: [Change]
        var changed: Int
    }

    func run() async throws {
        if openings { return try await judgeOpenings() }
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
        let erased = answer.erased == 0 ? "" : ", \(answer.erased) more cannot be read since somebody was erased"
        let what = dryRun ? "would change" : "changed"
        Output.line(
            "\(answer.reports) reports read by rule set \(answer.ruleSet)\(erased); \(answer.changes.count) verdicts \(what)."
        )
    }

    private func judgeOpenings() async throws {
        let body = Data("{\"dryRun\":\(dryRun)}".utf8)
        let bytes = try await withService(options) { client in
            try await client.call("POST", "/v1/openings/reclassification", body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        let answer = try JSONDecoder().decode(OpeningsAnswer.self, from: bytes)
        for change in answer.changes {
            Output.line("event \(change.opening), message \(change.message), recipient \(change.recipient):")
            Output.line("  \(change.old.words.printable) → \(change.new.words.printable)")
        }
        if answer.changed > answer.changes.count { Output.line("… and \(answer.changed - answer.changes.count) more") }
        let bare = answer.withoutDetails == 0 ? "" : ", \(answer.withoutDetails) more without details stay as they are"
        let what = dryRun ? "would change" : "changed"
        Output.line(
            "\(answer.openings) openings judged by rule set \(answer.ruleSet)\(bare); \(answer.changed) verdicts \(what)."
        )
    }
}
