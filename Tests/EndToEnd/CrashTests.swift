import Foundation
import Testing

@Suite(.timeLimit(.minutes(15)))
struct CrashTests {
    @Test
    func `a service that is killed under load keeps every promise`() async throws {
        let binaries = URL(filePath: try Binary.path("postboek")).deletingLastPathComponent().path
        let script = Binary.packageFolder.appending(path: "tools/crashloop").path
        let options = ["--rounds", "3", "--seconds", "1", "--senders", "4", "--readers", "3", "--smtp"]
        let loop = try await FinishedCommand.run(
            program: "/usr/bin/env",
            ["python3", script, "--binaries", binaries] + options,
            within: .seconds(600)
        )
        #expect(loop.code == 0, "\(loop.output)\(loop.errors)")
    }
}
