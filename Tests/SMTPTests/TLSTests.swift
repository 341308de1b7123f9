import Foundation
import NIOSSL
import Testing

@testable import SMTP

@Suite("TLS", .enabled(if: FileManager.default.isExecutableFile(atPath: TestAuthority.openssl)))
struct TLSTests {
    private func server(_ fake: ScriptedServer, _ security: SMTPSecurity, trusting roots: String?) -> SMTPServer {
        SMTPServer(
            host: "localhost",
            port: fake.port,
            security: security,
            credentials: .password(username: "u", password: "hunter-2"),
            trustRootsPEMPath: roots,
            timeouts: SMTPTimeouts(command: .seconds(10))
        )
    }

    private static let signedIn: [ScriptedServer.Step] = [.hear("AUTH PLAIN "), .say("235 2.7.0 ok")]

    @Test func `STARTTLS protects what follows`() async throws {
        let authority = try await TestAuthority.make()
        let script: [ScriptedServer.Step] =
            .hello("STARTTLS", "DSN") + [.hear("STARTTLS"), .secure(saying: "220 go")]
            + .ehlo(["AUTH PLAIN"]) + Self.signedIn + .take("Q1111")
        try await ScriptedServer.run(script, tls: authority.context) { fake in
            let outcome = try await SessionTests.send(to: server(fake, .startTLS, trusting: authority.root))
            guard case .accepted(let evidence) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(evidence.tls == SMTPTLSFacts(version: "TLSv1.3", peerVerified: true))
            #expect(evidence.extensions == ["AUTH PLAIN"] && !evidence.dsnOffered)
        }
    }

    @Test func `implicit TLS protects everything`() async throws {
        let authority = try await TestAuthority.make()
        let script: [ScriptedServer.Step] =
            [.secure(saying: nil)] + .hello("AUTH PLAIN") + Self.signedIn + .take("Q1111")
        try await ScriptedServer.run(script, tls: authority.context) { fake in
            let outcome = try await SessionTests.send(to: server(fake, .tls, trusting: authority.root))
            #expect(outcome.evidence.queueID == "Q1111" && outcome.evidence.tls?.peerVerified == true)
        }
    }

    @Test func `an unknown issuer is refused`() async throws {
        let authority = try await TestAuthority.make()
        try await ScriptedServer.run([.secure(saying: nil)] + .hello(), tls: authority.context) { fake in
            let outcome = try await SessionTests.send(to: server(fake, .tls, trusting: nil))
            try expectDeferred(outcome, .certificateRefused, heard: fake)
        }
    }

    @Test func `another name in the certificate is refused`() async throws {
        let authority = try await TestAuthority.make()
        try await ScriptedServer.run([.secure(saying: nil)] + .hello(), tls: authority.context) { fake in
            var server = server(fake, .tls, trusting: authority.root)
            server.host = "127.0.0.1"
            try expectDeferred(try await SessionTests.send(to: server), .certificateRefused, heard: fake)
        }
    }

    @Test func `a plaintext server on the TLS port is no downgrade`() async throws {
        try await ScriptedServer.run(.hello("AUTH PLAIN")) { fake in
            let outcome = try await SessionTests.send(to: server(fake, .tls, trusting: nil))
            #expect([.tlsFailed, .bytesBeforeTLS].contains(outcome.evidence.cause))
            #expect(outcome.evidence.stage == .tls)
        }
    }

    @Test(arguments: ["220 go\r\n250 mail.example.com", "220 go\r\n2"])
    func `plaintext after the answer to STARTTLS ends the session`(answer: String) async throws {
        try await ScriptedServer.run(.hello("STARTTLS") + [.hear("STARTTLS"), .say(answer)]) { fake in
            let outcome = try await SessionTests.send(to: server(fake, .startTLS, trusting: nil))
            try expectDeferred(outcome, .bytesBeforeTLS, heard: fake)
        }
    }

    @Test func `a server that hides STARTTLS gets nothing`() async throws {
        try await ScriptedServer.run(.hello("AUTH PLAIN")) { fake in
            let outcome = try await SessionTests.send(to: server(fake, .startTLS, trusting: nil))
            try expectDeferred(outcome, .startTLSNotOffered, heard: fake)
        }
    }

    @Test func `unreadable trust roots stop before connecting`() async throws {
        try await ScriptedServer.run(.hello()) { fake in
            let outcome = try await SessionTests.send(to: server(fake, .tls, trusting: "/nonexistent/roots.pem"))
            try expectDeferred(outcome, .trustRootsUnreadable, heard: fake)
            #expect(fake.heard.isEmpty)
        }
    }

    private func expectDeferred(_ outcome: SMTPOutcome, _ cause: SMTPFailure.Cause, heard fake: ScriptedServer) throws {
        guard case .deferred(let evidence) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(evidence.stage == .tls && evidence.cause == cause)
        #expect(!fake.heard.joined().contains { $0.hasPrefix("AUTH") || $0.hasPrefix("MAIL") })
    }
}

/// An authority made for one test, with a certificate for `localhost`.
final class TestAuthority: Sendable {
    static let openssl = "/usr/bin/openssl"

    /// The path of the authority's own certificate.
    let root: String
    /// A server's side of TLS.
    let context: NIOSSLContext
    private let folder: String

    private init(folder: String, context: NIOSSLContext) {
        self.folder = folder
        self.context = context
        root = "\(folder)/ca.pem"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    static func make() async throws -> TestAuthority {
        let folder = FileManager.default.temporaryDirectory.appending(path: "smtp-tests-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try await shell(
            """
            cd '\(folder)' && {
            \(openssl) req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj '/CN=Test authority'
            \(openssl) req \(key) -keyout server.key -out server.csr -subj '/CN=localhost'
            echo subjectAltName=DNS:localhost > names
            \(openssl) x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 \
            -extfile names
            } 2> log
            """
        )
        let certificates = try NIOSSLCertificate.fromPEMFile("\(folder)/server.pem")
        let configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: "\(folder)/server.key", format: .pem))
        )
        return TestAuthority(folder: folder, context: try NIOSSLContext(configuration: configuration))
    }

    private static func shell(_ script: String) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }
}
