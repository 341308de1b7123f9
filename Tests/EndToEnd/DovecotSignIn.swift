import Foundation

/// A real Dovecot, run from a folder of its own as the place where a mail server has its senders sign in.
///
/// Everybody's password is `right`; tokens are asked about at an endpoint that knows only `good-token`, which is somebody's
/// called `office@example.test`.
struct DovecotSignIn {
    /// Where it answers mail servers.
    let port: Int
    private let folder: String

    /// Whether this machine can run one; its configuration is that of Dovecot 2.3.
    static var isAvailable: Bool {
        get async {
            guard getuid() == 0, FileManager.default.isExecutableFile(atPath: "/usr/sbin/dovecot") else { return false }
            let version = try? await FinishedCommand.run(program: "/usr/sbin/dovecot", ["--version"])
            return version?.output.hasPrefix("2.3.") == true
        }
    }

    /// Starts one that offers some mechanisms, hands it to a body, and stops it.
    static func run<Value>(_ mechanisms: String, _ body: (Self) async throws -> Value) async throws -> Value {
        let folder = "/tmp/postboek-sasl-\(UInt32.random(in: 0 ... .max))"
        let server = Self(port: try freePort(), folder: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["base", "state"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)",
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755]
            )
        }
        let tokens = try freePort()
        try server.write("tokens.py", tokenEndpoint)
        try server.write("oauth2.conf", oauth2(port: tokens))
        try server.write("dovecot.conf", server.settings(mechanisms))
        let endpoint = try RunningProcess("/usr/bin/env", ["python3", "\(folder)/tokens.py", String(tokens)])
        let dovecot = try RunningProcess("/usr/sbin/dovecot", ["-F", "-c", "\(folder)/dovecot.conf"])
        do {
            _ = try await endpoint.firstLine(within: .seconds(30))
            try await server.waitUntilUp()
            let value = try await body(server)
            await dovecot.end(SIGTERM)
            await endpoint.end(SIGKILL)
            return value
        } catch {
            await dovecot.end(SIGKILL)
            await endpoint.end(SIGKILL)
            throw error
        }
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    private func waitUntilUp() async throws {
        for _ in 0..<200 {
            let log = FileManager.default.contents(atPath: "\(folder)/log") ?? Data()
            if String(decoding: log, as: UTF8.self).contains("starting up") { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServerFailure("dovecot did not start")
    }

    private func settings(_ mechanisms: String) -> String {
        """
        base_dir = \(folder)/base
        state_dir = \(folder)/state
        log_path = \(folder)/log
        protocols =
        ssl = no
        auth_mechanisms = \(mechanisms)
        disable_plaintext_auth = no
        auth_failure_delay = 0
        passdb {
          driver = oauth2
          mechanisms = xoauth2 oauthbearer
          args = \(folder)/oauth2.conf
        }
        passdb {
          driver = static
          mechanisms = plain login
          args = password=right
        }
        userdb {
          driver = static
          args = uid=65534 gid=65534 home=/tmp
        }
        service auth {
          inet_listener {
            address = 127.0.0.1
            port = \(port)
          }
        }

        """
    }

    private static func oauth2(port: Int) -> String {
        """
        introspection_mode = auth
        introspection_url = http://127.0.0.1:\(port)/introspect
        username_attribute = email
        active_attribute = active
        active_value = true

        """
    }

    private static let tokenEndpoint = """
        import http.server, sys
        class Endpoint(http.server.BaseHTTPRequestHandler):
            def do_GET(self): self.answer()
            def do_POST(self): self.answer()
            def answer(self):
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                good = (self.headers.get("Authorization") or "") == "Bearer good-token"
                body = b'{"active":true,"email":"office@example.test"}' if good else b'{"active":false}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *words): pass
        server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Endpoint)
        print("ready", flush=True)
        server.serve_forever()
        """
}
