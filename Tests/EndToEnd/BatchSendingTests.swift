import Foundation
import Testing

@Suite(.timeLimit(.minutes(15)))
struct BatchSendingTests {
    @Test(.enabled(if: PostfixServer.isAvailable))
    func `a batch that is killed in the middle goes on, and nothing is mailed twice`() async throws {
        let binaries = URL(filePath: try Binary.path("postboek")).deletingLastPathComponent().path
        let script = Binary.packageFolder.appending(path: "tools/batchloop").path
        let options = ["--documents", "60", "--bytes", "20000", "--kills", "2", "--minutes", "8"]
        let loop = try await FinishedCommand.run(
            program: "/usr/bin/env",
            ["python3", script, "--binaries", binaries] + options,
            within: .seconds(600)
        )
        #expect(loop.code == 0, "\(loop.output)\(loop.errors)")
    }

    private struct Progress: Decodable {
        var count: Int
        var sent: Int
        var refused: Int
    }

    private static let list = """
        Document,Type,Customer,To,PDF,Total,Currency
        d-1,invoice,"Example, BV",billing@example.com customer@example.com,one.pdf,121.00,EUR
        d-2,song,,billing@example.com,,,
        ,invoice,,billing@example.com,,,
        d-3,quote,"Two
        lines",nobody,,,
        d-4,invoice,,billing@example.com,missing.pdf,,
        d-1,invoice,,billing@example.com,,,
        d-5,invoice,,billing@example.com,,12,
        d-6,invoice,,,,,
        d-7,credit_note,,billing@example.com,one.pdf|one.pdf,,

        """

    private func folder(_ body: (String) async throws -> Void) async throws {
        try await withScratchFolder { folder in
            try Self.list.write(toFile: "\(folder)/list.csv", atomically: true, encoding: .utf8)
            try "%PDF-1.4\n%%EOF\n".write(toFile: "\(folder)/one.pdf", atomically: true, encoding: .utf8)
            let made = try await FinishedCommand.run(
                "postboek",
                ["organization", "create", "acme", "--data", "\(folder)/data"]
            )
            #expect(made.code == 0, "\(made.errors)")
            try await body(folder)
        }
    }

    @Test func `every bad row is named with its line before anything is sent`() async throws {
        try await folder { folder in
            let sent = try await FinishedCommand.run(
                "postboek",
                ["send", "--batch", "\(folder)/list.csv", "--data", "\(folder)/data"]
            )
            #expect(sent.code != 0)
            for line in [3, 4, 5, 7, 8, 9] { #expect(sent.errors.contains("line \(line): "), "\(sent.errors)") }
            for line in [2, 10, 11] { #expect(!sent.errors.contains("line \(line): "), "\(sent.errors)") }
            let history = try await FinishedCommand.run("postboek", ["history", "--data", "\(folder)/data", "--json"])
            #expect(history.output.contains("\"items\":[]"))
        }
    }

    @Test func `the good rows are sent without the bad ones, and what the service refuses is named too`() async throws {
        try await folder { folder in
            let sent = try await FinishedCommand.run(
                "postboek",
                ["send", "--batch", "\(folder)/list.csv", "--data", "\(folder)/data", "--skip-bad", "--json"]
            )
            // d-6 names nobody, which only the service can know: a customer may have an address.
            #expect(sent.code == 1, "\(sent.errors)")
            let progress = try sent.json(as: Progress.self)
            #expect(progress.count == 3)
            #expect(progress.sent == 2)
            #expect(progress.refused == 1)
            let shown = try await FinishedCommand.run("postboek", ["batch", "--data", "\(folder)/data"])
            #expect(shown.output.contains("complete"))
        }
    }

    @Test func `a column that is not known is refused`() async throws {
        try await folder { folder in
            try "document;adress\n1;a@example.com\n".write(
                toFile: "\(folder)/other.csv",
                atomically: true,
                encoding: .utf8
            )
            let sent = try await FinishedCommand.run(
                "postboek",
                ["send", "--batch", "\(folder)/other.csv", "--data", "\(folder)/data"]
            )
            #expect(sent.code != 0)
            #expect(sent.errors.contains("adress"))
        }
    }
}
