import ArgumentParser
import Foundation
import Ledger

/// `ledger-bench`: how many events a second become durable, beside what the disk and SQLite give in the same run.
@main
struct LedgerBenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger-bench",
        abstract: "Measure durable appends beside what the disk and plain SQLite give.",
        discussion: """
            Everything is measured in turn, several times over, and the medians are shown: disks are noisy, so compare \
            figures of one run only. Build it with `-c release`.
            """
    )

    @Option(help: "How many tasks append at once.")
    var producers = 256

    @Option(help: "How many seconds one measurement takes.")
    var seconds = 3.0

    @Option(help: "How often everything is measured.")
    var rounds = 3

    @Option(help: ArgumentHelp("Where to make a folder to work in, which is removed again.", valueName: "DIR"))
    var folder: String?

    @Option(
        help: ArgumentHelp(
            "Measure only these, of \(References.all.map(\.name) + AppendLoad.allCases.map(\.rawValue)).",
            valueName: "NAME"
        )
    )
    var only: [String] = []

    @Flag(help: "Print JSON, for a machine to read.")
    var json = false

    func validate() throws {
        guard (1...10_000).contains(producers) else { throw ValidationError("--producers is 1 to 10000") }
        guard (0.1...600).contains(seconds) else { throw ValidationError("--seconds is 0.1 to 600") }
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds is 1 to 100") }
    }

    func run() async throws {
        let place = folder.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        let work = place.appending(path: "ledger-bench-\(OpaqueID.random())")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: work) }

        var measured: [[Measurement]] = []
        for round in 1...rounds { measured.append(try await measureAll(in: work.appending(path: "\(round)"))) }
        let medians = (measured.first ?? []).indices.map { index in Measurement.median(of: measured.map { $0[index] }) }
        try Report(producers: producers, seconds: seconds, rounds: rounds, measurements: medians).show(json: json)
    }

    private func measureAll(in folder: URL) async throws -> [Measurement] {
        var measured: [Measurement] = []
        let pool = BlockingPool()
        for reference in References.all where isWanted(reference.name) {
            let path = try fresh(folder)
            let seconds = seconds
            measured.append(try await pool.run(.opening) { try reference.measure(path, seconds) })
        }
        for load in AppendLoad.allCases where isWanted(load.rawValue) {
            measured.append(
                try await AppendRun.measure(load, folder: try fresh(folder), producers: producers, seconds: seconds)
            )
        }
        return measured
    }

    private func isWanted(_ name: String) -> Bool {
        only.isEmpty || only.contains(name)
    }

    private func fresh(_ folder: URL) throws -> String {
        if FileManager.default.fileExists(atPath: folder.path(percentEncoded: false)) {
            try FileManager.default.removeItem(at: folder)
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.path(percentEncoded: false)
    }
}
