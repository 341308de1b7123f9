import ArgumentParser
import Foundation

/// `postboek domain`: looks at the DNS records of domains.
struct DomainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "domain",
        abstract: "Look at the DNS records of a domain that mail is sent from.",
        subcommands: [Check.self]
    )

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check SPF, DKIM, DMARC, the return path and MX of any domain.",
            discussion: """
                The domain is judged as if a method sent from it: --method names it, the method for mails that name none \
                is taken otherwise. Nothing is recorded; `postboek method check` does that for the domain in use.
                """
        )

        @Argument(help: "The domain, for example example.com.")
        var name: String

        @Option(help: ArgumentHelp("The method to judge it for.", valueName: "KIND"))
        var method: String?

        @OptionGroup var options: CommonOptions

        private struct Request: Encodable {
            var domain: String
            var method: String?
        }

        func run() async throws {
            let body = try JSONEncoder().encode(Request(domain: name, method: method))
            let bytes = try await withService(options) { client in
                try await client.call("POST", "/v1/domain-checks", body: body)
            }
            guard !options.json else { return Output.json(bytes) }
            try DomainWords(bytes).write()
        }
    }
}

/// `postboek method check`.
struct CheckMethodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the domain that a method sends from; activates own-domain when its key is published.",
        discussion: """
            Prints each record's verdict, what DNS holds, and the record to publish, ready to be copied. The service \
            checks again every day, and records an event when a record breaks or heals.
            """
    )

    @Argument(help: "Which method: see `postboek method list`.")
    var kind: String

    @Flag(help: "Show the last check instead of making one.")
    var last = false

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let path = "/v1/settings/methods/\(kind.percentEncoded)/check"
        let bytes = try await withService(options) { client in try await client.call(last ? "GET" : "POST", path) }
        guard !options.json else { return Output.json(bytes) }
        try DomainWords(bytes).write()
    }
}

/// `postboek method new-keys`.
struct NewKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new-keys",
        abstract: "Make new signing keys for the own domain, beside those that sign.",
        discussion: """
            Publish the new records, then run `postboek method check own-domain`: from then on the new keys sign. Leave the \
            old records for a week, so that mail under way can still be verified.
            """
    )

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let path = "/v1/settings/methods/own-domain/new-keys"
        let bytes = try await withService(options) { client in try await client.call("POST", path) }
        guard !options.json else { return Output.json(bytes) }
        try DomainWords(bytes).write()
    }
}

/// What a check found, for a person to read.
struct DomainWords {
    private struct Answer: Decodable {
        struct Check: Decodable {
            struct Record: Decodable {
                var name: String
                var type: String
                var value: String
                var zoneText: String?
            }
            var kind: String
            var name: String
            var verdict: String
            var found: [String]
            var expected: Record?
            var explanation: String
            var nextStep: String?
        }
        var method: String?
        var domain: String
        var checkedAt: String
        var isActive: Bool?
        var selectors: [String]
        var alignment: String
        var checks: [Check]
    }

    private let answer: Answer

    init(_ bytes: Data) throws {
        answer = try JSONDecoder().decode(Answer.self, from: bytes)
    }

    /// Prints the verdicts first, then what is to be done, record by record.
    func write() {
        Output.line("\(answer.domain.printable), checked \(answer.checkedAt)")
        Output.line(answer.alignment.printable)
        if let isActive = answer.isActive {
            Output.line(
                isActive
                    ? "Active: mails are signed with \(answer.selectors.joined(separator: " and ").printable)."
                    : "Not active: mails by own-domain are refused until a key for RSA is published."
            )
        }
        Output.line("")
        Output.table(
            ["RECORD", "VERDICT", "NAME"],
            answer.checks.map { [$0.kind, $0.verdict, $0.name] }
        )
        for check in answer.checks { write(check) }
    }

    private func write(_ check: Answer.Check) {
        Output.line("")
        Output.line("\(check.kind) \(check.name.printable): \(check.verdict)")
        Output.line("  \(check.explanation.printable)")
        for found in check.found { Output.line("  found    \(found.printable)") }
        if let record = check.expected {
            Output.line("  publish  \(record.name.printable) \(record.type)")
            Output.line("  value    \(record.value.printable)")
            if let text = record.zoneText, text != "\"\(record.value)\"" {
                Output.line("  in a zone file  \(text.printable)")
            }
        }
        if let step = check.nextStep { Output.line("  next     \(step.printable)") }
    }
}
