import Foundation

/// A program that was run to its end.
struct FinishedCommand {
    /// Its exit code.
    let code: Int32
    /// What it wrote to standard output.
    let output: String
    /// What it wrote to standard error.
    let errors: String

    /// Runs one of this package's programs.
    static func run(
        _ name: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) async throws -> Self {
        try await run(program: try Binary.path(name), arguments, environment: environment, within: limit)
    }

    /// Runs any program.
    static func run(
        program: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) async throws -> Self {
        let process = try RunningProcess(program, arguments, environment: environment)
        let code = try await process.finish(within: limit)
        return Self(code: code, output: process.output, errors: process.errors)
    }

    /// Reads standard output as JSON.
    func json<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(output.utf8))
    }
}

/// Finds the programs of this package, which are built beside the tests.
enum Binary {
    /// The path of a program.
    ///
    /// - Throws: ``BinaryMissing``.
    static func path(_ name: String) throws -> String {
        let besideTests = [Bundle.main.executablePath, CommandLine.arguments.first].compactMap(\.self).map {
            URL(filePath: $0).deletingLastPathComponent().appending(path: name).path
        }
        let candidates = besideTests + [packageFolder.appending(path: ".build/debug/\(name)").path]
        guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
            throw BinaryMissing(name: name, candidates: candidates)
        }
        return found
    }

    /// The folder of the package.
    static var packageFolder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}

/// A program was not built.
struct BinaryMissing: Error {
    let name: String
    let candidates: [String]
}

/// Runs a body with an empty folder that is removed afterwards.
func withScratchFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "postboek-test-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}
