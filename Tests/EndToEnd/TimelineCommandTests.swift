import Foundation
import Testing

@Suite("The command that shows a timeline")
struct TimelineCommandTests {
    private struct Queued: Decodable {
        var id: String
    }

    private struct Message: Decodable {
        var status: String
    }

    private struct Timeline: Decodable {
        struct Entry: Decodable {
            var position: Int64
        }
        var entries: [Entry]
        var next: String?
    }

    /// A document for as many recipients as a mail may have.
    private static var message: String {
        let addresses = (1...50).map { "{\"address\":\"customer\($0)@example.com\"}" }.joined(separator: ",")
        return """
            {"document":{"id":"INV 1","type":"invoice","number":"1"},"to":[\(addresses)],"subject":"Invoice",
            "text":"Here it is.","method":"sandbox"}
            """
    }

    @Test func `a timeline of several pages is shown whole`() async throws {
        try await withScratchFolder { scratch in
            try await RunningService.run(data: "\(scratch)/data") { service in
                for _ in 1...3 {
                    let sent = try await service.call("POST", "/v1/messages", json: Self.message)
                    #expect(sent.status == 202, "\(sent.text)")
                    let id = try sent.json(as: Queued.self).id
                    _ = try await service.poll("/v1/messages/\(id)") { answer in
                        try answer.json(as: Message.self).status == "delivered"
                    }
                }
                let path = "/v1/documents/INV%201/timeline?limit=200"
                var page = try await service.call("GET", path).json(as: Timeline.self)
                var positions = page.entries.map(\.position)
                #expect(page.next != nil)
                while let cursor = page.next {
                    page = try await service.call("GET", "\(path)&cursor=\(cursor)").json(as: Timeline.self)
                    positions += page.entries.map(\.position)
                }
                let access = ["timeline", "INV 1", "--url", service.url, "--key", service.accessKey]
                let shown = try await FinishedCommand.run("postboek", access)
                let rows = shown.output.split(separator: "\n").dropFirst()
                #expect(rows.compactMap { $0.split(separator: " ").first.flatMap { Int64($0) } } == positions)
                let whole = try await FinishedCommand.run("postboek", access + ["--json"]).json(as: Timeline.self)
                #expect(whole.entries.map(\.position) == positions)
                #expect(whole.next == nil)
            }
        }
    }
}
