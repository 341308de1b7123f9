import Dispatch
import Foundation
import Glibc

/// A command of the operator that prints the master key, with a limit on its time.
struct MasterKeyCommand: Sendable {
    /// What `/bin/sh` runs.
    let text: String
    /// How long it may take.
    let limit: Duration
    /// Called once where it takes more than a moment, so that whoever waits knows for what.
    let onWaiting: @Sendable () -> Void

    private static let moment = Duration.seconds(3)
    /// A key is shorter by far.
    private static let outputLimit = 4096

    /// Runs it on a thread of its own.
    ///
    /// - Returns: What it printed, as far as a key is long.
    /// - Throws: ``MasterKeyError``.
    func run() async throws(MasterKeyError) -> [UInt8] {
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: self.outcome()) }
        }
        return try outcome.get()
    }

    private func outcome() -> Result<[UInt8], MasterKeyError> {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", text]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch { return .failure(.command(status: -1)) }
        let output = pipe.fileHandleForReading
        defer { try? output.close() }
        let start = ContinuousClock.now
        var isTold = false
        var printed: [UInt8] = []
        var isOpen = true
        // Also a command that printed everything may go on.
        while isOpen || process.isRunning {
            let spent = start.duration(to: .now)
            guard spent < limit else {
                kill(process.processIdentifier, SIGKILL)
                return .failure(.commandTooSlow(seconds: Int(limit.components.seconds)))
            }
            if spent > Self.moment, !isTold {
                isTold = true
                onWaiting()
            }
            guard isOpen else {
                usleep(10_000)
                continue
            }
            guard let more = Self.read(output.fileDescriptor) else { continue }
            printed += more
            if more.isEmpty || printed.count > Self.outputLimit { isOpen = false }
            if !isOpen { try? output.close() }
        }
        guard process.terminationStatus == 0 else { return .failure(.command(status: process.terminationStatus)) }
        return .success(printed)
    }

    /// The next bytes, empty at the end; nil where none came for a moment.
    private static func read(_ file: Int32) -> [UInt8]? {
        var place = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        guard poll(&place, 1, 100) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: outputLimit)
        let count = Glibc.read(file, &buffer, buffer.count)
        if count < 0, errno == EINTR { return nil }
        return Array(buffer.prefix(max(0, count)))
    }
}
