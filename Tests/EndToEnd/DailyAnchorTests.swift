import Foundation
import Testing

/// The daily anchor of a real service, by its own timer.
@Suite(.timeLimit(.minutes(5)))
struct DailyAnchorTests {
    private struct Anchors: Decodable {
        struct Daily: Decodable {
            struct Attempt: Decodable {
                var succeededAt: String?
                var failure: String?
            }
            var mail: Attempt?
            var post: Attempt?
        }
        var daily: Daily?
    }

    private struct List: Decodable {
        struct Message: Decodable {
            var id: String
        }
        var items: [Message]
    }

    /// Takes POSTs, and writes each body as a line of JSON behind its port.
    private static let taker = """
        import http.server, json
        class Taker(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                print(json.dumps(body.decode()), flush=True)
                self.send_response(204)
                self.end_headers()
            def log_message(self, *arguments): pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Taker)
        print(server.server_port, flush=True)
        server.serve_forever()
        """

    @Test func `the daily anchor is mailed and posted by the timer, once a day`() async throws {
        try await withScratchFolder { scratch in
            let folder = try await FilledFolder.make(in: scratch, crash: false)
            let taker = try RunningProcess("/usr/bin/python3", ["-c", Self.taker])
            do {
                let port = try await taker.firstLine(within: .seconds(60))
                // Twelve hours ago, so that no other day begins meanwhile.
                let hour = (Int(Date().timeIntervalSince1970) / 3600 + 12) % 24
                let set = try await FinishedCommand.run(
                    "postboek",
                    [
                        "anchor", "daily", "--data", folder.data, "--to", "accountant@example.com", "--method",
                        "sandbox",
                        "--post", "http://127.0.0.1:\(port)/anchors", "--at", String(format: "%02d:00", hour),
                    ]
                )
                #expect(set.code == 0, "\(set.errors)")
                try await check(folder, taker)
            } catch {
                await taker.end(SIGKILL)
                throw error
            }
            await taker.end(SIGKILL)
        }
    }

    private func check(_ folder: FilledFolder, _ taker: RunningProcess) async throws {
        for start in 1...2 {
            try await RunningService.run(data: folder.data, accessKey: folder.accessKey) { service in
                _ = try await service.poll("/v1/anchors") { answer in
                    let daily = try answer.json(as: Anchors.self).daily
                    return daily?.mail?.succeededAt != nil && daily?.post?.succeededAt != nil
                }
                // The second start waits for a turn of the timer, which then has nothing to do.
                if start == 2 { try await Task.sleep(for: .seconds(8)) }
                let path = "/v1/messages?recipient=accountant@example.com"
                let mails = try await service.poll(path) { try !$0.json(as: List.self).items.isEmpty }
                #expect(try mails.json(as: List.self).items.count == 1)
            }
        }
        let bodies = taker.output.split(separator: "\n").dropFirst()
        #expect(bodies.count == 1)
        // The dash before a signature of a checkpoint, as JSON writes it.
        #expect(bodies.first?.contains("\\u2014 ") == true, "\(taker.output)")
    }
}
