import Foundation
import Testing

/// Short runs of the tools whose long runs are in the documentation.
@Suite(.timeLimit(.minutes(10)))
struct FaultToolTests {
    private func run(_ tool: String, _ options: [String]) async throws -> FinishedCommand {
        let binaries = URL(filePath: try Binary.path("postboek")).deletingLastPathComponent().path
        let script = Binary.packageFolder.appending(path: "tools/\(tool)").path
        return try await FinishedCommand.run(
            program: "/usr/bin/env",
            ["python3", script, "--binaries", binaries] + options,
            within: .seconds(400)
        )
    }

    @Test
    func `a power loss at some syncs loses nothing that was acknowledged`() async throws {
        let done = try await run("powerloss", ["--seconds", "1", "--states", "8", "--full", "4"])
        #expect(done.code == 0, "\(done.output)\(done.errors)")
    }

    @Test(arguments: ["sync of the ledger fails", "full queue", "disk full during a backup", "read-only at"])
    func `calls that fail lose nothing that was acknowledged, and are told`(fault: String) async throws {
        let done = try await run("faults", ["--only", fault, "--rounds", "1", "--seconds", "0.6"])
        #expect(done.code == 0, "\(done.output)\(done.errors)")
    }

    @Test
    func `damage to files is found or harmless`() async throws {
        let done = try await run("damage", ["--trials", "3"])
        #expect(done.code == 0, "\(done.output)\(done.errors)")
    }

    @Test
    func `a mixed load with kills keeps every promise, and its backup can be put back`() async throws {
        let options = [
            "--mixed", "--rounds", "2", "--seconds", "0.5", "--senders", "3", "--readers", "2", "--check", "2",
        ]
        let done = try await run("crashloop", options)
        #expect(done.code == 0, "\(done.output)\(done.errors)")
    }
}
