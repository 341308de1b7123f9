import Foundation
import SMTP
import Testing

@Suite(
    "Signing in to a real server",
    .enabled(if: PostfixServer.isAvailable),
    .serialized
)
struct SigningInTests {
    private static let mail = SMTPMessage(Array("From: <office@example.test>\r\nSubject: Hello\r\n\r\nHello.\r\n".utf8))

    private static let envelope = SMTPEnvelope(
        sender: "office@example.test",
        recipients: [SMTPRecipient(address: "customer@example.test")],
        envelopeID: nil
    )

    @Test(arguments: ["PLAIN", "LOGIN", "XOAUTH2", "OAUTHBEARER"])
    func `with the right secret the mail is taken, and with a wrong one nothing is`(mechanism: String) async throws {
        guard await DovecotSignIn.isAvailable else { return }
        try await DovecotSignIn.run(mechanism.lowercased()) { signIn in
            try await PostfixServer.run(signInPort: signIn.port) { server in
                let usesToken = mechanism.contains("OAUTH")
                func credentials(isRight: Bool) -> SMTPCredentials {
                    usesToken
                        ? .bearerToken(username: "office@example.test", token: isRight ? "good-token" : "stale-token")
                        : .password(username: "office@example.test", password: isRight ? "right" : "sesame-open")
                }
                let taken = try await Self.send(credentials(isRight: true), server)
                guard case .accepted(let evidence) = taken else {
                    Issue.record("\(taken)")
                    return
                }
                #expect(evidence.transcript.contains { $0.hasPrefix("C: AUTH \(mechanism)") })
                let refused = try await Self.send(credentials(isRight: false), server)
                guard case .rejected(let refusal) = refused else {
                    Issue.record("\(refused)")
                    return
                }
                #expect(refusal.stage == .auth)
                #expect(refusal.reply?.code == 535)
                for secret in ["good-token", "stale-token", "sesame-open", "c2VzYW1l"] {
                    #expect(!"\(evidence) \(refusal)".contains(secret))
                }
                let mails = try await server.deliveredMails(count: 1)
                #expect(mails.count == 1)
            }
        }
    }

    private static func send(_ credentials: SMTPCredentials, _ server: PostfixServer) async throws -> SMTPOutcome {
        let pool = SMTPConnectionPool(
            server: SMTPServer(
                host: "localhost",
                port: server.tlsPort,
                security: .startTLS,
                credentials: credentials,
                trustRootsPEMPath: server.authority
            )
        )
        let outcome = try await pool.send(mail, in: envelope)
        await pool.close()
        return outcome
    }
}
