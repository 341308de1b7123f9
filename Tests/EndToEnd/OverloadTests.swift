import Foundation
import Testing

@Suite("Overload of the real service")
struct OverloadTests {
    @Test
    func `attacks stop nobody else's work, lose nothing acknowledged, and stay within a bound of memory`() async throws
    {
        let tool = Binary.packageFolder.appending(path: "tools/overload").path
        let binaries = URL(filePath: try Binary.path("postboek")).deletingLastPathComponent().path
        let done = try await FinishedCommand.run(
            program: "/usr/bin/python3",
            [
                tool, "--binaries", binaries, "--seconds", "1", "--rest", "0", "--connections", "60", "--flooders", "6",
                "--crowd", "150", "--bound", "1000",
            ],
            within: .seconds(240)
        )
        #expect(done.code == 0, "\(done.output)\n\(done.errors)")
        #expect(done.output.contains(", lost 0"))
    }
}
