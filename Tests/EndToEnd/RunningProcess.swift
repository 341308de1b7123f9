import Foundation

/// A process that a test started, with what it writes kept in files.
final class RunningProcess: Sendable {
    private let process: Process
    private let folder: URL

    /// Starts a program.
    init(_ path: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "postboek-process-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(folder.appending(path: "output"))
        process.standardError = try Self.file(folder.appending(path: "errors"))
        try Self.startUnblocked(process)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The number by which signals reach it.
    var processIdentifier: Int32 { process.processIdentifier }

    /// What it wrote to standard output so far.
    var output: String { Self.text(folder.appending(path: "output")) }

    /// What it wrote to standard error so far.
    var errors: String { Self.text(folder.appending(path: "errors")) }

    /// The first line of standard output, as soon as there is one.
    func firstLine(within limit: Duration) async throws -> Substring {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            let isRunning = isRunning
            let output = output
            if let newline = output.firstIndex(of: "\n") { return output[..<newline] }
            guard isRunning else { throw ProcessFailure("the process ended before it said anything", self) }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw ProcessFailure("the process said nothing in \(limit)", self)
    }

    /// Waits for the process to end by itself; kills it when the time is over.
    ///
    /// - Returns: Its exit code, or the number of the signal that ended it.
    func finish(within limit: Duration) async throws -> Int32 {
        guard await ends(within: limit), let ending else {
            await end(SIGKILL)
            throw ProcessFailure("the process did not end in \(limit)", self)
        }
        return ending
    }

    /// Sends a signal and waits for the process to end; one that does not in half a minute is killed.
    func end(_ signal: Int32) async {
        guard isRunning else { return }
        kill(process.processIdentifier, signal)
        if await ends(within: .seconds(30)) { return }
        kill(process.processIdentifier, SIGKILL)
        _ = await ends(within: .seconds(30))
    }

    /// Starts a process that hears all signals.
    ///
    /// A child inherits the blocked signals of the thread that starts it, and threads of a pool have most of them
    /// blocked: a server would never hear its end, nor that of its own children.
    private static func startUnblocked(_ process: Process) throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
    }

    /// How it ended, as its exit code or the number of the signal that ended it; nil while it runs.
    ///
    /// Foundation alone takes a process for running as long as any of its own children does.
    private var ending: Int32? {
        guard process.isRunning else { return process.terminationStatus }
        let file = FileManager.default.contents(atPath: "/proc/\(process.processIdentifier)/stat") ?? Data()
        // After the name, which may hold anything but ends with the last parenthesis, come the state and 49 numbers.
        let words = (String(decoding: file, as: UTF8.self).split(separator: ")").last ?? "").split { $0.isWhitespace }
        guard words.first == "Z", words.count > 49, let status = Int32(words[49]) else { return nil }
        return status & 0x7F == 0 ? status >> 8 : status & 0x7F
    }

    /// Whether it has not ended yet.
    var isRunning: Bool { ending == nil }

    private func ends(within limit: Duration) async -> Bool {
        let end = ContinuousClock.now + limit
        while isRunning, ContinuousClock.now < end {
            // A cancelled test still waits: the process must be gone before its folder is.
            await withCheckedContinuation { continuation in
                DispatchQueue.global().asyncAfter(deadline: .now() + 0.02) { continuation.resume() }
            }
        }
        return !isRunning
    }

    private static func file(_ url: URL) throws -> FileHandle {
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        return try FileHandle(forWritingTo: url)
    }

    private static func text(_ url: URL) -> String {
        String(decoding: FileManager.default.contents(atPath: url.path) ?? Data(), as: UTF8.self)
    }
}

/// A process did not do what the test rests on.
struct ProcessFailure: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, _ process: RunningProcess) {
        description =
            "\(what)\nstandard output: \(process.output.suffix(2000))\nstandard error: \(process.errors.suffix(2000))"
    }
}
