import Mail
import SMTP

/// Submission to a mailbox's server with a bearer token in place of a password, for kinds of methods that sign in.
///
/// A token lasts an hour or so; with a new one new sessions are opened, and the old ones take leave.
package struct TokenSMTPMethod: SendingMethod {
    /// Why there is no token now.
    package struct NoToken: Error, Hashable, Sendable {
        /// What to do.
        package var words: String
        /// Whether every copy would fare the same until somebody does it.
        package var pauses: Bool

        /// States a reason.
        package init(words: String, pauses: Bool) {
            self.words = words
            self.pauses = pauses
        }
    }

    /// The kind of method it is part of.
    package let kind: MethodKind
    /// What it can find out.
    package let knowledge: MethodKnowledge
    /// The largest mail it takes, in bytes.
    package let maximumMessageBytes: Int

    private let server: SMTPServer
    private let username: String
    private let token: @Sendable (_ refused: String?) async throws(NoToken) -> String
    private let sessions = TokenSessions()

    /// Makes the method; nothing is connected until the first copy.
    ///
    /// - Parameters:
    ///   - kind: The kind of method it is part of.
    ///   - server: The server; its credentials are not looked at.
    ///   - username: Who signs in.
    ///   - knowledge: What it can find out.
    ///   - maximumMessageBytes: The largest mail it takes.
    ///   - token: Gives a token, in place of a refused one where there is such.
    package init(
        _ kind: MethodKind,
        server: SMTPServer,
        username: String,
        knowledge: MethodKnowledge,
        maximumMessageBytes: Int,
        token: @escaping @Sendable (_ refused: String?) async throws(NoToken) -> String
    ) {
        self.kind = kind
        self.server = server
        self.username = username
        self.knowledge = knowledge
        self.maximumMessageBytes = maximumMessageBytes
        self.token = token
    }

    /// Offers the copy to the server once; where the token is refused, once more with a new one.
    package func send(_ copy: OutgoingCopy) async -> SendResult {
        do {
            let first = try await token(nil)
            let result = await offer(copy, first)
            // Refused at sign-in: nothing was handed over.
            guard case .deferred(let report, pauses: true) = result, report.stage == SMTPStage.auth.rawValue else {
                return result
            }
            return await offer(copy, try await token(first))
        } catch {
            var report = SendReport(method: kind, stage: "signIn")
            report.failure = error.words
            return .deferred(report, pauses: error.pauses)
        }
    }

    /// Takes leave of the server.
    package func close() async {
        await sessions.close()
    }

    private func offer(_ copy: OutgoingCopy, _ token: String) async -> SendResult {
        var server = server
        server.credentials = .bearerToken(username: username, token: token)
        let pool = await sessions.pool(token: token, server: server)
        let recipient = SMTPRecipient(
            address: copy.recipientAddress.description,
            notify: [.failure, .delay],
            originalRecipient: copy.recipientAddress.description
        )
        let envelope = SMTPEnvelope(
            sender: (copy.returnPath ?? copy.sender).description,
            recipients: [recipient],
            envelopeID: copy.envelopeID
        )
        do {
            let outcome = try await pool.send(SMTPMessage(copy.bytes), in: envelope)
            SendingDialogue.current?.add(outcome.evidence.transcript)
            return SendResult(outcome, of: kind)
        } catch {
            return SendResult(error, of: kind)
        }
    }
}

/// The sessions of the newest token.
private actor TokenSessions {
    private var newest: (token: String, pool: SMTPConnectionPool)?

    func pool(token: String, server: SMTPServer) -> SMTPConnectionPool {
        if let newest, newest.token == token { return newest.pool }
        let old = newest?.pool
        let pool = SMTPConnectionPool(server: server)
        newest = (token, pool)
        if let old { Task { await old.close() } }
        return pool
    }

    func close() async {
        await newest?.pool.close()
        newest = nil
    }
}
