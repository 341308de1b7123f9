import Dispatch
import Foundation
import Ledger

/// Where the master key comes from: one of an environment variable, a file, a command, or the data folder's own file.
package struct MasterKeySource: Sendable {
    /// The key itself, as the environment gave it.
    private let environment: String?
    /// A file that holds the key.
    private let file: String?
    /// A command that prints the key.
    private let command: String?

    /// Names a source; an empty text names none.
    package init(environment: String? = nil, file: String? = nil, command: String? = nil) {
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        self.environment = given(environment)
        self.file = given(file)
        self.command = given(command)
    }

    /// Whether the key is that of the data folder itself.
    package var isFolder: Bool { environment == nil && file == nil && command == nil }

    /// Reads the master key of a data folder; in a folder without organizations one is made where it is the folder's own.
    ///
    /// - Throws: ``MasterKeyError``, whose description says what to do and never holds the key.
    package func loadOrMake(folder: String) async throws(MasterKeyError) -> MasterKey {
        if let key = try await outside() { return key }
        return try MasterKey.loadOrMake(folder: folder, environment: nil)
    }

    /// Reads the master key of a data folder.
    ///
    /// - Throws: ``MasterKeyError``.
    package func load(folder: String) async throws(MasterKeyError) -> MasterKey {
        if let key = try await outside() { return key }
        return try MasterKey.load(folder: folder, environment: nil)
    }

    private func outside() async throws(MasterKeyError) -> MasterKey? {
        guard [environment, file, command].compactMap(\.self).count <= 1 else { throw .ambiguous }
        if let environment { return try MasterKey.load(folder: "", environment: environment) }
        if let file { return try MasterKey.load(file: file) }
        guard let command else { return nil }
        let (status, printed) = await Self.run(command)
        guard status == 0 else { throw .command(status: status) }
        return try MasterKey.parse(String(decoding: printed, as: UTF8.self), source: "what the command printed")
    }

    /// Runs a command of the operator; its output is read as far as a key is long.
    private static func run(_ command: String) async -> (status: Int32, printed: Data) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/bin/sh")
                process.arguments = ["-c", command]
                let pipe = Pipe()
                process.standardOutput = pipe
                process.standardInput = FileHandle.nullDevice
                do {
                    try process.run()
                    let printed = try pipe.fileHandleForReading.read(upToCount: 4096) ?? Data()
                    try pipe.fileHandleForReading.close()
                    process.waitUntilExit()
                    continuation.resume(returning: (process.terminationStatus, printed))
                } catch {
                    continuation.resume(returning: (-1, Data()))
                }
            }
        }
    }
}
