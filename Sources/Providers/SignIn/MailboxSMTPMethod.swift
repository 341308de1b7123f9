import Mail
import SMTP
import Sending

/// A mailbox provider's submission server, which takes a bearer token.
package struct MailboxServer: Hashable, Sendable {
    /// The server's name.
    package var host: String
    /// Its port.
    package var port: Int
    /// A PEM file of certificates trusted beside those of the system; for trying out.
    package var trustRootsPath: String?

    /// Names a server, which is talked to by STARTTLS.
    package init(host: String, port: Int = 587, trustRootsPath: String? = nil) {
        self.host = host
        self.port = port
        self.trustRootsPath = trustRootsPath
    }
}

extension TokenSMTPMethod {
    /// The largest mail by SMTP: what Gmail and Exchange Online take.
    static let largestByMailbox = 25_000_000

    /// Submission by a mailbox that was signed in to.
    init(_ kind: MethodKind, _ server: MailboxServer, need: SignInNeed, tokens: any AccessTokenSource) {
        self.init(
            kind,
            server: SMTPServer(
                host: server.host,
                port: server.port,
                security: .startTLS,
                heloName: "localhost",
                trustRootsPEMPath: server.trustRootsPath
            ),
            username: need.account,
            knowledge: MethodKnowledge(knowsDelivery: false, knowsBounces: false, askableForDays: 0),
            maximumMessageBytes: Self.largestByMailbox,
            token: { refused throws(NoToken) in
                do throws(SignInProblem) {
                    guard let refused else { return try await tokens.token().text }
                    return try await tokens.token(inPlaceOf: AccessToken(text: refused)).text
                } catch {
                    if case .unavailable = error { throw NoToken(words: error.words(kind), pauses: false) }
                    throw NoToken(words: error.words(kind), pauses: true)
                }
            }
        )
    }
}
