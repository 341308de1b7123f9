import ArgumentParser
import Foundation
import Reports

/// Runs the report parser on malformed mails, for as long as is asked.
@main
struct ReportFuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report-fuzz",
        abstract: "Run the report parser on malformed mails.",
        discussion: """
            Takes real mails, breaks them at random, and explains each. The input under way is kept in a file, so that \
            one that ends the process is there afterwards; one that takes longer than the limit is kept too, and makes \
            the run fail. The same seed and mails give the same inputs.
            """
    )

    @Argument(help: "Files with mails to start from, or folders of such files.")
    var mails: [String]

    @Option(help: "For how many seconds to run.")
    var seconds: Double = 60

    @Option(help: "Where the random numbers start.")
    var seed: UInt64 = 1

    @Option(help: "The largest input, in bytes.")
    var bytes = 1 << 20

    @Option(help: "How many milliseconds an input may take.")
    var limit = 2000

    @Option(help: ArgumentHelp("The folder for inputs worth keeping.", valueName: "FOLDER"))
    var keep = "."

    func run() throws {
        let corpus = try mails.flatMap(Self.read)
        guard !corpus.isEmpty else { throw ValidationError("there are no mails in \(mails.joined(separator: ", "))") }
        let folder = URL(fileURLWithPath: keep, isDirectory: true)
        let underWay = folder.appending(path: "fuzz-under-way-\(seed).eml")
        var mutator = Mutator(corpus: corpus, seed: seed)
        let clock = ContinuousClock()
        let start = clock.now
        var (count, slow, longest) = (0, 0, Duration.zero)
        var kinds: [String: Int] = [:]
        while clock.now - start < .seconds(seconds) {
            let mail = mutator.next(limit: bytes)
            try Data(mail).write(to: underWay)
            var kind = ""
            let took = clock.measure { kind = explainReport(mail).kind.rawValue }
            kinds[kind, default: 0] += 1
            count += 1
            longest = max(longest, took)
            if took > .milliseconds(limit) {
                slow += 1
                try Data(mail).write(to: folder.appending(path: "fuzz-slow-\(seed)-\(count).eml"))
            }
        }
        try FileManager.default.removeItem(at: underWay)
        let seen = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print("\(count) inputs from seed \(seed) in \(clock.now - start); longest \(longest); slow \(slow); \(seen)")
        if slow > 0 { throw ExitCode.failure }
    }

    private static func read(_ path: String) throws -> [[UInt8]] {
        let url = URL(fileURLWithPath: path)
        guard try isFolder(url) else { return [Array(try Data(contentsOf: url))] }
        let files = try FileManager.default.subpathsOfDirectory(atPath: path).sorted().map { url.appending(path: $0) }
        return try files.filter { try !isFolder($0) }.map { Array(try Data(contentsOf: $0)) }
    }

    private static func isFolder(_ url: URL) throws -> Bool {
        try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
    }
}
