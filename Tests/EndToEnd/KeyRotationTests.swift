import Foundation
import Testing

/// The rotation of the master key, killed where it stands.
@Suite(.timeLimit(.minutes(5)))
struct KeyRotationTests {
    private struct List: Decodable {
        struct Message: Decodable {
            var id: String
        }
        var items: [Message]
    }

    @Test
    func `a rotation of the master key that is killed loses nothing, and is completed`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            for name in ["second", "third", "fourth"] {
                let made = try await FinishedCommand.run(
                    "postboek",
                    ["organization", "create", name, "--data", folder.data]
                )
                #expect(made.code == 0, "\(made.errors)")
            }
            let rotation = ["keys", "rotate-master", "--data", folder.data]
            let before = try key(folder)
            for round in 0..<6 {
                let next = "\(folder.data)/instance.key.next"
                let running = try RunningProcess(try Binary.path("postboek"), rotation)
                // From when the new key is there, a little further in each round.
                for _ in 0..<3000 where running.isRunning && !FileManager.default.fileExists(atPath: next) {
                    try await Task.sleep(for: .milliseconds(1))
                }
                try await Task.sleep(for: .milliseconds(round * 4))
                await running.end(SIGKILL)
                if round % 2 == 1 {
                    let again = try await FinishedCommand.run("postboek", rotation)
                    #expect(again.code == 0, "\(again.errors)")
                }
                // The service opens what the old key wraps and what the new one does, and completes the rest.
                try await readAll(folder)
                #expect(!FileManager.default.fileExists(atPath: next))
            }
            #expect(try key(folder) != before)
            let audited = try await FinishedCommand.run("postboek-audit", ["replay", folder.organization])
            #expect(audited.code == 0, "\(audited.output)\(audited.errors)")
        }
    }

    private func key(_ folder: FilledFolder) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(folder.data)/instance.key"))
    }

    private func readAll(_ folder: FilledFolder) async throws {
        try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
            #expect(service.organizations.count == 4)
            let messages = try await service.call("GET", "/v1/messages").json(as: List.self).items
            #expect(messages.count == folder.positions.count)
            for message in messages {
                let mail = try await service.call("GET", "/v1/messages/\(message.id)/content")
                #expect(mail.status == 200 && mail.text.contains("Please pay."), "\(mail.text.prefix(300))")
            }
        }
    }
}
