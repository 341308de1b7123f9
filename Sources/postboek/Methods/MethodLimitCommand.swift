import ArgumentParser
import Foundation

/// `postboek method limit`: says how fast a method may send.
struct MethodLimitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "Say how fast a method may send; what is left out is not limited further.",
        discussion: """
            A provider's own limits are kept by themselves (Microsoft 365: 30 a minute, 10,000 a day; Gmail: 2,000 a day). \
            Example for a personal Gmail account: postboek method limit gmail --per-day 500

            `postboek method status` shows the limits, what waits, and which methods rest and why.
            """
    )

    @Argument(help: "Which: see `postboek method kinds`.")
    var kind: String

    @Option(help: ArgumentHelp("Copies in any minute.", valueName: "NUMBER"))
    var perMinute: Int?

    @Option(help: ArgumentHelp("Copies in any 24 hours.", valueName: "NUMBER"))
    var perDay: Int?

    @Option(help: ArgumentHelp("Copies under way at once.", valueName: "NUMBER"))
    var atOnce: Int?

    @OptionGroup var options: CommonOptions

    private struct Limits: Codable {
        var perMinute: Int?
        var perDay: Int?
        var atOnce: Int?
    }

    func run() async throws {
        let body = try JSONEncoder().encode(Limits(perMinute: perMinute, perDay: perDay, atOnce: atOnce))
        let path = "/v1/settings/methods/\(kind.percentEncoded)/limits"
        let bytes = try await withService(options) { client in try await client.call("PUT", path, body: body) }
        guard !options.json else { return Output.json(bytes) }
        Output.line("The limits of \(kind.printable) are set.")
    }
}

/// `postboek method status`: shows what waits, and what rests.
struct MethodStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what waits for each method, its limits, and which methods rest and why."
    )

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        struct Method: Decodable {
            struct Limits: Decodable {
                var perMinute: Int?
                var perDay: Int?
                var atOnce: Int?
            }
            struct Rest: Decodable {
                var until: String
                var reason: String
            }
            var kind: String
            var pending: Int
            var limits: Limits
            var rest: Rest?
        }
        var methods: [Method]
    }

    func run() async throws {
        let bytes = try await withService(options) { client in try await client.call("GET", "/v1/sending") }
        guard !options.json else { return Output.json(bytes) }
        let rows = try JSONDecoder().decode(Answer.self, from: bytes).methods.map { method in
            let limits = [method.limits.perMinute, method.limits.perDay, method.limits.atOnce]
            let rest: String = method.rest.map { "rests until \($0.until.prefix(19)): \($0.reason)" } ?? ""
            let words: [String] = limits.map { limit in limit.map { String($0) } ?? "–" }
            return [method.kind, String(method.pending)] + words + [rest]
        }
        Output.table(["METHOD", "WAITING", "A MINUTE", "A DAY", "AT ONCE", ""], rows)
    }
}
