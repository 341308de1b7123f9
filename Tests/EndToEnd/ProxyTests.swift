import Foundation
import Testing

@Suite("Behind a real proxy", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/nginx")))
struct ProxyTests {
    private static func configuration(_ folder: String, place: String, service: String) -> String {
        """
        daemon off; master_process off; pid \(folder)/pid; error_log stderr; worker_processes 1;
        events { worker_connections 64; }
        http {
            access_log off; client_body_temp_path \(folder)/b; proxy_temp_path \(folder)/p;
            fastcgi_temp_path \(folder)/f; uwsgi_temp_path \(folder)/u; scgi_temp_path \(folder)/s;
            server {
                listen \(place);
                location / {
                    proxy_pass \(service);
                    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                    proxy_set_header X-Forwarded-Proto https;
                }
            }
        }
        """
    }

    /// Calls with a key that is none, each time as if it came from somewhere else.
    private func refusals(_ url: String, from source: String, count: Int) async throws -> [String] {
        var answers: [String] = []
        for number in 0..<count {
            let done = try await FinishedCommand.run(
                program: "/usr/bin/curl",
                [
                    "-s", "-i", "--interface", source, "-H", "X-Forwarded-For: 198.51.100.\(number)", "-H",
                    "Forwarded: for=198.51.100.\(number)", "-H", "Authorization: Bearer x", "\(url)/v1/messages",
                ]
            )
            answers.append(String(done.output.split(separator: " ").dropFirst().first ?? ""))
        }
        return answers
    }

    @Test
    func `what nginx says is believed, and what a client says of itself is not`() async throws {
        try await withScratchFolder { scratch in
            let arguments = ["--trusted-proxy", "127.0.0.1"]
            try await RunningService.run(data: "\(scratch)/data", arguments: arguments) { service in
                // An address that nothing else on this machine listens at.
                let place = "127.77.0.1:\(Int.random(in: 20_000..<32_000))"
                let file = "\(scratch)/nginx.conf"
                try Self.configuration(scratch, place: place, service: service.url)
                    .write(toFile: file, atomically: true, encoding: .utf8)
                let nginx = try RunningProcess("/usr/sbin/nginx", ["-p", scratch, "-c", file])
                let url = "http://\(place)"
                var page = ""
                for _ in 0..<100 where !page.contains("200 OK") {
                    page = try await FinishedCommand.run(program: "/usr/bin/curl", ["-s", "-i", "\(url)/"]).output
                    if !page.contains("200 OK") { try await Task.sleep(for: .milliseconds(100)) }
                }
                #expect(
                    page.lowercased().contains("strict-transport-security: max-age=31536000"),
                    "\(page.prefix(600))"
                )
                // A minute may begin in between; in one of the two there are too many.
                let spoofed = try await refusals(url, from: "127.0.0.2", count: 45)
                #expect(spoofed.contains("429") && spoofed.first == "401", "\(spoofed)")
                let other = try await refusals(url, from: "127.0.0.3", count: 1)
                #expect(other == ["401"])
                await nginx.end(SIGTERM)
            }
        }
    }
}
